// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/quantized_points.hpp"

#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <utility>

#include "thema/core/matrix_product.hpp"

// Only these functions are compiled for AVX-512; the rest of the program runs without it.
#define THEMA_VNNI __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,fma")))

namespace thema::kernels {

namespace {

constexpr std::int64_t kLanes = 16;        // of 32 bits in a register
constexpr std::int64_t kTogether = 4;      // 8-bit products that one instruction adds up
constexpr std::int64_t kPanelVectors = 4;  // with four rows 16 sums, and their columns in registers beside them
constexpr std::int64_t kBlockRows = 4;
constexpr std::int64_t kTileRows = 64;    // whose integers and scores stay in the L1 and L2 caches
constexpr std::int64_t kWidest = 65'536;  // 255 x 127 x this is below 2^31
constexpr float kSteps = 127;
constexpr std::int32_t kShift = 128;  // the instruction wants one side unsigned
constexpr float kLowest = -std::numeric_limits<float>::infinity();

std::int64_t ceil_divide(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// Panels of nearly equal numbers of vectors.
struct Panels {
  std::int64_t vectors, count;
  explicit Panels(std::int64_t points)
      : vectors(ceil_divide(points, kLanes)), count(ceil_divide(vectors, kPanelVectors)) {}
  std::int64_t first(std::int64_t panel) const { return vectors * panel / count; }
};

THEMA_VNNI inline __mmask16 lanes_below(std::int64_t left) {
  if (left >= kLanes) return static_cast<__mmask16>(0xFFFF);
  return left <= 0 ? static_cast<__mmask16>(0) : static_cast<__mmask16>((1U << left) - 1U);
}

struct QuantizedRow {
  float step, remainder;  // norm of what the integers leave
};

THEMA_VNNI float largest_magnitude(const float* x, std::int64_t width) {
  __m512 even = _mm512_setzero_ps(), odd = even;  // two chains, the time of a comparison
  for (std::int64_t j = 0; j < width; j += 2 * kLanes) {
    even = _mm512_max_ps(even, _mm512_abs_ps(_mm512_maskz_loadu_ps(lanes_below(width - j), x + j)));
    odd = _mm512_max_ps(odd, _mm512_abs_ps(_mm512_maskz_loadu_ps(lanes_below(width - j - kLanes), x + j + kLanes)));
  }
  return _mm512_reduce_max_ps(_mm512_max_ps(even, odd));
}

/// Values as multiples of a step, and the squares of what that leaves.
struct Rounding {
  __m512 step, inverse, squares[2] = {};

  THEMA_VNNI __m512i round(__m512 values) {
    const __m512i whole = _mm512_cvtps_epi32(_mm512_mul_ps(values, inverse));
    const __m512 rest = _mm512_fnmadd_ps(step, _mm512_cvtepi32_ps(whole), values);
    std::swap(squares[0], squares[1]);
    squares[0] = _mm512_fmadd_ps(rest, rest, squares[0]);
    return whole;
  }
};

// The integers are stored plus `kShift`: out[width rounded up to 16]. Of 64 values at a time, the instructions that
// narrow them leave the groups of four in another order, the same for rows and points.
THEMA_VNNI QuantizedRow quantize(const float* x, std::int64_t width, std::uint8_t* out) {
  const float step = largest_magnitude(x, width) / kSteps,
              inverse = step > std::numeric_limits<float>::min() ? 1.0F / step : 0.0F;
  Rounding rounding{_mm512_set1_ps(step), _mm512_set1_ps(inverse)};
  std::int64_t j = 0;
  for (; j + 4 * kLanes <= width; j += 4 * kLanes) {
    __m512i whole[4];
#pragma GCC unroll 4
    for (int v = 0; v < 4; ++v) whole[v] = rounding.round(_mm512_loadu_ps(x + j + v * kLanes));
    const __m512i bytes =
        _mm512_packs_epi16(_mm512_packs_epi32(whole[0], whole[1]), _mm512_packs_epi32(whole[2], whole[3]));
    _mm512_storeu_si512(out + j, _mm512_xor_si512(bytes, _mm512_set1_epi8(static_cast<char>(kShift))));
  }
  for (; j < width; j += kLanes) {
    const __m512i whole = rounding.round(_mm512_maskz_loadu_ps(lanes_below(width - j), x + j));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + j),
                     _mm512_cvtepi32_epi8(_mm512_add_epi32(whole, _mm512_set1_epi32(kShift))));
  }
  // Rounded up: the sum of squares has been rounded width times at most.
  const float slack = 1 + static_cast<float>(width) * 0x1p-23F;
  return {step, std::sqrt(_mm512_reduce_add_ps(_mm512_add_ps(rounding.squares[0], rounding.squares[1]))) * slack};
}

/// Four rows of integers, their steps, and where their scores go; and as many rows a tile later (or memory behind the
/// last, which does no harm), fetched into the cache while these are multiplied.
struct RowBlock {
  const std::uint8_t* integers[kBlockRows];
  float steps[kBlockRows];
  float* scores[kBlockRows];
  const float* ahead;
};

template <int Vectors>
THEMA_VNNI void score_block(const RowBlock& rows, const QuantizedPoints& points, std::int64_t first_vector,
                            std::int64_t row_steps) {
  __m512i sums[kBlockRows][Vectors];
#pragma GCC unroll 8
  for (int v = 0; v < Vectors; ++v) {
    const __m512i offset = _mm512_loadu_si512(points.offsets.data() + (first_vector + v) * kLanes);
#pragma GCC unroll 8
    for (int r = 0; r < kBlockRows; ++r) sums[r][v] = offset;
  }
  const std::int8_t* panel = points.integers.data() + first_vector * kLanes * kTogether * row_steps;
  for (std::int64_t step = 0; step < row_steps; ++step, panel += Vectors * kLanes * kTogether) {
    __m512i columns[Vectors];
#pragma GCC unroll 8
    for (int v = 0; v < Vectors; ++v) columns[v] = _mm512_loadu_si512(panel + v * kLanes * kTogether);
    _mm_prefetch(reinterpret_cast<const char*>(rows.ahead + step * kLanes), _MM_HINT_T0);
#pragma GCC unroll 8
    for (int r = 0; r < kBlockRows; ++r) {
      std::int32_t four;
      std::memcpy(&four, rows.integers[r] + step * kTogether, sizeof four);
#pragma GCC unroll 8
      for (int v = 0; v < Vectors; ++v)
        sums[r][v] = _mm512_dpbusd_epi32(sums[r][v], _mm512_set1_epi32(four), columns[v]);
    }
  }
#pragma GCC unroll 8
  for (int v = 0; v < Vectors; ++v) {
    const std::int64_t column = (first_vector + v) * kLanes;
    const __m512 steps = _mm512_loadu_ps(points.steps.data() + column);
    const __mmask16 lanes = lanes_below(points.count - column);
#pragma GCC unroll 8
    for (int r = 0; r < kBlockRows; ++r) {
      const __m512 scale = _mm512_mul_ps(steps, _mm512_set1_ps(rows.steps[r]));
      _mm512_mask_storeu_ps(rows.scores[r] + column, lanes, _mm512_mul_ps(_mm512_cvtepi32_ps(sums[r][v]), scale));
    }
  }
}

void score_panel(const RowBlock& rows, const QuantizedPoints& points, std::int64_t first, std::int64_t last,
                 std::int64_t steps) {
  switch (last - first) {
    case 1:
      return score_block<1>(rows, points, first, steps);
    case 2:
      return score_block<2>(rows, points, first, steps);
    case 3:
      return score_block<3>(rows, points, first, steps);
    default:
      return score_block<4>(rows, points, first, steps);
  }
}

/// Up to kTileRows rows as integers, and their products with all points.
class QuantizedTile {
 public:
  explicit QuantizedTile(const QuantizedPoints& points)
      : points_(points),
        panels_(points.count),
        stride_(ceil_divide(points.width, kLanes) * kLanes),
        rounding_(static_cast<float>(4 * dot_error_bound(points.width))),
        integers_(static_cast<std::size_t>(kTileRows * stride_)),
        quantized_(static_cast<std::size_t>(kTileRows)) {}

  /// scores[count, points.count]
  void score(const float* rows, std::int64_t count, float* scores) {
    for (std::int64_t i = 0; i < count; ++i)
      quantized_[static_cast<std::size_t>(i)] =
          quantize(rows + i * points_.width, points_.width, integers_.data() + i * stride_);
    for (std::int64_t panel = 0; panel < panels_.count; ++panel)
      for (std::int64_t i = 0; i < count; i += kBlockRows) {
        RowBlock block;
        block.ahead = rows + (i + kTileRows) * points_.width;
        for (std::int64_t r = 0; r < kBlockRows; ++r) {
          const std::int64_t row = std::min(i + r, count - 1);  // the last is repeated to fill the block
          block.integers[r] = integers_.data() + row * stride_;
          block.steps[r] = quantized_[static_cast<std::size_t>(row)].step;
          block.scores[r] = scores + row * points_.count;
        }
        score_panel(block, points_, panels_.first(panel), panels_.first(panel + 1),
                    ceil_divide(points_.width, kTogether));
      }
  }

  /// Of the scores of row i.
  float error(std::int64_t i) const {
    const float r = quantized_[static_cast<std::size_t>(i)].remainder;
    return r + (1 + r) * points_.remainder + rounding_;
  }

 private:
  const QuantizedPoints& points_;
  Panels panels_;
  std::int64_t stride_;
  float rounding_;
  std::vector<std::uint8_t> integers_;
  std::vector<QuantizedRow> quantized_;
};

THEMA_VNNI float product(const float* x, const float* point, std::int64_t width) {
  constexpr int kChains = 4;  // the time of an addition
  __m512 sums[kChains] = {};
  std::int64_t j = 0;
  for (; j + kChains * kLanes <= width; j += kChains * kLanes)
#pragma GCC unroll 4
    for (int c = 0; c < kChains; ++c)
      sums[c] = _mm512_fmadd_ps(_mm512_loadu_ps(x + j + c * kLanes), _mm512_loadu_ps(point + j + c * kLanes), sums[c]);
  for (; j < width; j += kLanes) {
    const __mmask16 lanes = lanes_below(width - j);
    sums[0] = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(lanes, x + j), _mm512_maskz_loadu_ps(lanes, point + j), sums[0]);
  }
  return _mm512_reduce_add_ps(_mm512_add_ps(_mm512_add_ps(sums[0], sums[1]), _mm512_add_ps(sums[2], sums[3])));
}

THEMA_VNNI TopTwo top_two(const float* scores, std::int64_t count) {
  const __m512 lowest = _mm512_set1_ps(kLowest);
  __m512 best = lowest, second = lowest;
  for (std::int64_t j = 0; j < count; j += kLanes) {
    const __m512 here = _mm512_mask_loadu_ps(lowest, lanes_below(count - j), scores + j);
    second = _mm512_max_ps(second, _mm512_min_ps(best, here));
    best = _mm512_max_ps(best, here);
  }
  TopTwo top{_mm512_reduce_max_ps(best), 0, 0};
  const __m512 largest = _mm512_set1_ps(top.best);
  const __mmask16 holders = _mm512_cmp_ps_mask(best, largest, _CMP_EQ_OQ);
  const bool is_tie = (holders & (holders - 1)) != 0;
  top.second = is_tie ? top.best : _mm512_reduce_max_ps(_mm512_mask_mov_ps(best, holders, second));
  for (std::int64_t j = 0; j < count; j += kLanes) {
    const __m512 here = _mm512_maskz_loadu_ps(lanes_below(count - j), scores + j);
    const __mmask16 found = _mm512_mask_cmp_ps_mask(lanes_below(count - j), here, largest, _CMP_EQ_OQ);
    if (found == 0) continue;
    top.column = static_cast<std::int32_t>(j + __builtin_ctz(found));
    break;
  }
  return top;
}

// The score that is the last of the `wanted` largest: the least of a heap that few scores enter.
THEMA_VNNI float last_wanted(const float* scores, std::int64_t count, std::int64_t wanted, std::vector<float>& heap) {
  heap.assign(scores, scores + wanted);
  std::make_heap(heap.begin(), heap.end(), std::greater<>());
  for (std::int64_t j = wanted; j < count; j += kLanes) {
    const __mmask16 lanes = lanes_below(count - j);
    const __m512 here = _mm512_maskz_loadu_ps(lanes, scores + j);
    unsigned above = _mm512_mask_cmp_ps_mask(lanes, here, _mm512_set1_ps(heap.front()), _CMP_GT_OQ);
    for (; above != 0; above &= above - 1) {
      const float score = scores[j + __builtin_ctz(above)];
      if (score <= heap.front()) continue;
      std::pop_heap(heap.begin(), heap.end(), std::greater<>());
      heap.back() = score;
      std::push_heap(heap.begin(), heap.end(), std::greater<>());
    }
  }
  return heap.front();
}

/// Repeats in fp32 those scores of a row that may be among the largest.
class Repeating {
 public:
  Repeating(const QuantizedPoints& points, std::int64_t wanted) : points_(points), wanted_(wanted) {}

  /// With scores[points] within `error`, `top` of them: first the wanted ones, and then what lies at most one error
  /// below the least of their products. Returns how many products that took.
  std::int64_t run(const float* row, float error, const TopTwo& top, float* scores) {
    const float last = wanted_ > 2    ? last_wanted(scores, points_.count, wanted_, heap_)
                       : wanted_ == 2 ? top.second
                                      : top.best;
    first_.clear();
    repeat_above(row, last, scores, first_);
    float least = std::numeric_limits<float>::infinity();
    for (const Product& product : first_) {
      least = std::min(least, product.score);
      scores[product.point] = kLowest;  // known already
    }
    more_.clear();
    repeat_above(row, least - error, scores, more_);
    for (const Product& product : first_) scores[product.point] = product.score;
    for (const Product& product : more_) scores[product.point] = product.score;
    return std::ssize(first_) + std::ssize(more_);
  }

 private:
  struct Product {
    std::int64_t point;
    float score;
  };

  THEMA_VNNI void repeat_above(const float* row, float threshold, const float* scores,
                               std::vector<Product>& out) const {
    for (std::int64_t j = 0; j < points_.count; j += kLanes) {
      const __mmask16 lanes = lanes_below(points_.count - j);
      const __m512 here = _mm512_maskz_loadu_ps(lanes, scores + j);
      unsigned above = _mm512_mask_cmp_ps_mask(lanes, here, _mm512_set1_ps(threshold), _CMP_GE_OQ);
      for (; above != 0; above &= above - 1) {
        const std::int64_t point = j + __builtin_ctz(above);
        out.push_back({point, product(row, points_.exact + point * points_.width, points_.width)});
      }
    }
  }

  const QuantizedPoints& points_;
  std::int64_t wanted_;
  std::vector<float> heap_;
  std::vector<Product> first_, more_;
};

}  // namespace

bool can_quantize_points(std::int64_t width) {
  return width <= kWidest && __builtin_cpu_supports("avx512vnni") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
}

QuantizedPoints quantize_points(const float* points, std::int64_t count, std::int64_t width) {
  const Panels panels(count);
  const std::int64_t steps = ceil_divide(width, kTogether);
  const auto filled = static_cast<std::size_t>(panels.vectors * kLanes);
  QuantizedPoints out;
  out.exact = points;
  out.count = count;
  out.width = width;
  out.integers.resize(filled * static_cast<std::size_t>(steps * kTogether));
  out.offsets.resize(filled);
  out.steps.resize(filled);
  std::vector<std::uint8_t> shifted(static_cast<std::size_t>(ceil_divide(width, kLanes) * kLanes));
  for (std::int64_t panel = 0; panel < panels.count; ++panel) {
    const std::int64_t first = panels.first(panel), vectors = panels.first(panel + 1) - first;
    std::int8_t* const at = out.integers.data() + first * kLanes * kTogether * steps;
    for (std::int64_t p = first * kLanes; p < std::min((first + vectors) * kLanes, count); ++p) {
      const QuantizedRow row = quantize(points + p * width, width, shifted.data());
      const std::int64_t vector = p / kLanes - first, lane = p % kLanes;
      std::int32_t sum = 0;
      for (std::int64_t j = 0; j < width; ++j) {
        const std::int32_t value = static_cast<std::int32_t>(shifted[static_cast<std::size_t>(j)]) - kShift;
        at[((j / kTogether * vectors + vector) * kLanes + lane) * kTogether + j % kTogether] =
            static_cast<std::int8_t>(value);
        sum += value;
      }
      out.offsets[static_cast<std::size_t>(p)] = -kShift * sum;
      out.steps[static_cast<std::size_t>(p)] = row.step;
      out.remainder = std::max(out.remainder, row.remainder);
    }
  }
  return out;
}

float multiply_quantized(const float* rows, std::int64_t count, const QuantizedPoints& points, float* products) {
  QuantizedTile tile(points);
  float error = 0;
  for (std::int64_t first = 0; first < count; first += kTileRows) {
    const std::int64_t here = std::min(kTileRows, count - first);
    tile.score(rows + first * points.width, here, products + first * points.count);
    for (std::int64_t i = 0; i < here; ++i) error = std::max(error, tile.error(i));
  }
  return error;
}

std::int64_t score_quantized(const float* rows, std::int64_t count, const QuantizedPoints& points, std::int64_t wanted,
                             float* scores, TopTwo* top) {
  const std::int64_t width = points.width;
  QuantizedTile tile(points);
  Repeating repeating(points, wanted);
  std::int64_t repeated = 0;
  for (std::int64_t first = 0; first < count; first += kTileRows) {
    const std::int64_t here = std::min(kTileRows, count - first);
    tile.score(rows + first * width, here, scores + first * points.count);
    for (std::int64_t i = 0; i < here; ++i) {
      float* const own = scores + (first + i) * points.count;
      const float error = tile.error(i);
      TopTwo& found = top[first + i] = top_two(own, points.count);
      // One alone far above the others is known without more.
      if (wanted == 1 && found.second < found.best - 2 * error) continue;
      const std::int64_t here_repeated = repeating.run(rows + (first + i) * width, error, found, own);
      repeated += here_repeated;
      if (here_repeated > 1)
        found = top_two(own, points.count);
      else
        found.best = own[found.column];  // nothing else comes near it
    }
  }
  return repeated;
}

}  // namespace thema::kernels
