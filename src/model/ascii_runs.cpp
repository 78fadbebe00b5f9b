// SPDX-License-Identifier: Apache-2.0
#include "thema/model/ascii_runs.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace thema {

namespace {

using Byte = unsigned char;
constexpr std::size_t block_bytes = 64;

constexpr Byte is_between(Byte c, Byte first, Byte last) {
  return static_cast<Byte>(c - first) <= static_cast<Byte>(last - first);
}
// Sums of disjoint ranges: the compiler makes branches of logical operations, which the loop below must not have.
constexpr Byte is_punctuation(Byte c) {
  return static_cast<Byte>(is_between(c, '!', '/') + is_between(c, ':', '@') + is_between(c, '[', '`') +
                           is_between(c, '{', '~'));
}
// Other control characters may be white space or nothing, as the normalizer is set; they do not end a run.
constexpr Byte is_white_space(Byte c) {
  return static_cast<Byte>(is_between(c, '\t', '\n') + is_between(c, '\r', '\r') + is_between(c, ' ', ' '));
}

// Bit i: whether flags[i], 0 or 1, is set. The product moves the flags of 8 bytes into its highest byte.
std::uint64_t gather(const std::array<Byte, block_bytes>& flags) {
  static_assert(std::endian::native == std::endian::little, "the first byte of a word is taken to be its lowest");
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < block_bytes; i += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, flags.data() + i, sizeof eight);
    mask |= ((eight * 0x0102040810204080) >> 56) << i;
  }
  return mask;
}

struct BlockMasks {
  std::uint64_t inside, punctuation;
};
BlockMasks classify(const char* block) {
  alignas(block_bytes) std::array<Byte, block_bytes> bytes, inside, punctuation;
  std::memcpy(bytes.data(), block, block_bytes);
  for (std::size_t i = 0; i < block_bytes; ++i) {
    punctuation[i] = is_punctuation(bytes[i]);
    inside[i] = static_cast<Byte>(1 - punctuation[i] - is_white_space(bytes[i]));
  }
  return {gather(inside), gather(punctuation)};
}

}  // namespace

std::size_t AsciiRuns::find(std::string_view text) {
  scan(text.substr(0, window_bytes));
  if (text.size() <= window_bytes || count_ == 0 || ends_[count_ - 1] < window_bytes)
    return std::min(text.size(), window_bytes);
  if (count_ > 1) return begins_[--count_];  // it may go on: the next window begins with it
  std::size_t end = window_bytes;
  const auto inside = [](Byte c) { return !is_punctuation(c) && !is_white_space(c); };
  if (inside(static_cast<Byte>(text[end - 1])))
    while (end < text.size() && inside(static_cast<Byte>(text[end]))) ++end;
  ends_[0] = end;
  return end;
}

void AsciiRuns::scan(std::string_view text) {
  std::size_t begun = 0, ended = 0;
  BlockMasks before{0, 0};
  // A block more than the text fills: the last run ends at a blank behind it.
  for (std::size_t at = 0; at <= text.size(); at += block_bytes) {
    std::array<char, block_bytes> padded;
    const bool whole = at + block_bytes <= text.size();
    if (!whole) {
      padded.fill(' ');
      std::memcpy(padded.data(), text.data() + at, text.size() - at);
    }
    const BlockMasks block = classify(whole ? text.data() + at : padded.data());
    // Bit i of these is about the byte before byte i.
    const std::uint64_t after_inside = block.inside << 1 | before.inside >> 63;
    const std::uint64_t after_punctuation = block.punctuation << 1 | before.punctuation >> 63;
    std::uint64_t begins = block.punctuation | (block.inside & ~after_inside);
    std::uint64_t ends = after_punctuation | (after_inside & ~block.inside);
    const auto begin_count = static_cast<std::size_t>(std::popcount(begins));
    const auto end_count = static_cast<std::size_t>(std::popcount(ends));
    for (std::size_t i = 0; i < std::max(begin_count, end_count); ++i) {
      begins_[begun + i] = at + static_cast<std::size_t>(std::countr_zero(begins));
      ends_[ended + i] = at + static_cast<std::size_t>(std::countr_zero(ends));
      begins &= begins - 1;
      ends &= ends - 1;
    }
    begun += begin_count;
    ended += end_count;
    before = block;
  }
  count_ = ended;
}

}  // namespace thema
