// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/packed_attention.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

#include "elementary.hpp"
#include "host_vector.hpp"

namespace thema::kernels {

namespace {

// A tile of kRows queries and kColumns columns fills the registers: 12 sums, one row of columns, one broadcast.
constexpr std::int64_t kRows = 6, kVectors = 2, kColumns = kVectors * kVectorLanes;
static_assert(kWidthMultiple == kColumns);

// out[kRows, kColumns] = a[kRows, depth] b[depth, kColumns]; consecutive rows lie `stride` floats apart. The products
// are fused with the sums (-ffp-contract=fast for this file).
struct Operand {
  const float* values;
  std::int64_t stride;
};
inline void multiply_tile(const Operand& a, const Operand& b, std::int64_t depth, float* out, std::int64_t out_stride) {
  Vector sums[kRows][kVectors] = {};
  for (std::int64_t k = 0; k < depth; ++k) {
    const float* row = b.values + k * b.stride;
    const Vector first = load(row), second = load(row + kVectorLanes);
    for (std::int64_t r = 0; r < kRows; ++r) {
      const Vector factor = all(a.values[r * a.stride + k]);
      sums[r][0] += factor * first;
      sums[r][1] += factor * second;
    }
  }
  for (std::int64_t r = 0; r < kRows; ++r)
    for (std::int64_t v = 0; v < kVectors; ++v) store(sums[r][v], out + r * out_stride + v * kVectorLanes);
}

// Turns the scores [0, count) of one query, `padded` of them in memory, into weights without their common factor, zero
// behind `count`; returns the factor.
inline float soften(float* scores, std::int64_t count, std::int64_t padded) {
  for (std::int64_t c = count; c < padded; ++c) scores[c] = -std::numeric_limits<float>::infinity();
  Vector largest = load(scores), other = largest;
  for (std::int64_t c = 0; c < padded; c += kColumns) {
    const Vector first = load(scores + c), second = load(scores + c + kVectorLanes);
    largest = higher(first, largest);
    other = higher(second, other);
  }
  const float top = highest_of(higher(other, largest));
  for (std::int64_t c = 0; c < padded; ++c) scores[c] = exp_of_negative(scores[c] - top);
  Vector sum{}, rest{};
  for (std::int64_t c = 0; c < padded; c += kColumns) {
    sum += load(scores + c);
    rest += load(scores + c + kVectorLanes);
  }
  return 1.0F / sum_of(sum + rest);
}

std::int64_t padded(std::int64_t tokens) { return (tokens + kColumns - 1) / kColumns * kColumns; }

struct Text {
  std::int64_t first, tokens;
};

Text text_of(const PackedShape& shape, std::size_t text) {
  const std::int64_t first = shape.starts[text];
  return {first, shape.starts[text + 1] - first};
}

// The heads of texts, one after the other, in memory that is taken once.
template <class T> class Heads {
 public:
  Heads(const T* qkv, const PackedShape& shape, std::int64_t longest, T* out)
      : qkv_(qkv),
        out_(out),
        width_(shape.width),
        row_(shape.heads * shape.width),
        memory_(
            new float[static_cast<std::size_t>(2 * padded(longest) * width_ + kRows * (padded(longest) + 2 * width_))]),
        keys_(memory_.get()),
        values_(keys_ + padded(longest) * width_),
        scores_(values_ + padded(longest) * width_),
        queries_(scores_ + kRows * padded(longest)),
        result_(queries_ + kRows * width_) {}

  void run(const Text& text, std::int64_t head) {
    pack_keys(text, head);
    for (std::int64_t t = 0; t < text.tokens; ++t) {
      const T* row = part(text.first + t, 2, head);
      for (std::int64_t i = 0; i < width_; ++i) values_[t * width_ + i] = widen(row[i]);
    }
    for (std::int64_t at = 0; at < text.tokens; at += kRows) attend(text, head, at);
  }

 private:
  const T* part(std::int64_t token, std::int64_t which, std::int64_t head) const {
    return qkv_ + (3 * token + which) * row_ + head * width_;
  }

  // In blocks of kColumns keys [D, kColumns], the layout of a tile's second operand; zeros behind the last key.
  void pack_keys(const Text& text, std::int64_t head) {
    for (std::int64_t at = 0; at < text.tokens; at += kColumns) {
      float* block = keys_ + at * width_;
      const std::int64_t count = std::min(kColumns, text.tokens - at);
      if (count < kColumns) std::memset(block, 0, static_cast<std::size_t>(kColumns * width_) * sizeof(float));
      for (std::int64_t k = 0; k < count; ++k) {
        const T* row = part(text.first + at + k, 1, head);
        for (std::int64_t i = 0; i < width_; ++i) block[i * kColumns + k] = widen(row[i]);
      }
    }
  }

  // A head's rows lie too far apart for the processor to foresee those of the next.
  void fetch(std::int64_t token, std::int64_t head) const {
    constexpr std::int64_t line = 64 / sizeof(T);
    for (std::int64_t which = 0; which < 3; ++which)
      for (std::int64_t i = 0; i < width_; i += line) __builtin_prefetch(part(token, which, head) + i);
  }

  // The queries [at, at + kRows); a tile with fewer repeats its last.
  void attend(const Text& text, std::int64_t head, std::int64_t at) {
    const std::int64_t count = std::min(kRows, text.tokens - at), columns = padded(text.tokens);
    const float scale = 1.0F / std::sqrt(static_cast<float>(width_));
    for (std::int64_t r = 0; r < kRows; ++r) {
      const T* row = part(text.first + at + std::min(r, count - 1), 0, head);
      for (std::int64_t i = 0; i < width_; ++i) queries_[r * width_ + i] = widen(row[i]) * scale;
    }
    if ((head + 1) * width_ < row_)
      for (std::int64_t r = 0; r < count; ++r) fetch(text.first + at + r, head + 1);
    for (std::int64_t c = 0; c < columns; c += kColumns)
      multiply_tile({queries_, width_}, {keys_ + c * width_, kColumns}, width_, scores_ + c, columns);
    float factors[kRows];
    for (std::int64_t r = 0; r < kRows; ++r) factors[r] = soften(scores_ + r * columns, text.tokens, columns);
    for (std::int64_t c = 0; c < width_; c += kColumns)
      multiply_tile({scores_, columns}, {values_ + c, width_}, text.tokens, result_ + c, width_);
    for (std::int64_t r = 0; r < count; ++r) {
      T* row = out_ + (text.first + at + r) * row_ + head * width_;
      for (std::int64_t i = 0; i < width_; ++i) row[i] = narrow<T>(result_[r * width_ + i] * factors[r]);
    }
  }

  const T* qkv_;
  T* out_;
  std::int64_t width_, row_;  // of a head, of all heads
  std::unique_ptr<float[]> memory_;
  float *keys_, *values_, *scores_, *queries_, *result_;
};

}  // namespace

template <class T> void packed_attention(const T* qkv, const PackedShape& shape, T* out) {
  std::int64_t longest = 0;
  for (std::size_t i = 0; i + 1 < shape.starts.size(); ++i) longest = std::max(longest, text_of(shape, i).tokens);
  Heads<T> heads(qkv, shape, longest, out);
  for (std::size_t i = 0; i + 1 < shape.starts.size(); ++i)
    for (std::int64_t head = 0; head < shape.heads; ++head) heads.run(text_of(shape, i), head);
}

template void packed_attention(const float*, const PackedShape&, float*);
template void packed_attention(const BFloat16*, const PackedShape&, BFloat16*);

}  // namespace thema::kernels
