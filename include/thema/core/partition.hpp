// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace thema {

/// Half-open range of global rows (documents, blocks, bytes).
struct Range {
  std::int64_t first = 0, last = 0;
  constexpr std::int64_t size() const { return last - first; }
  constexpr bool empty() const { return last <= first; }
  constexpr bool operator==(const Range&) const = default;
};

/// Part `part` of `total` things in `parts` contiguous ranges whose sizes differ by at most one.
constexpr Range even_part(std::int64_t total, std::int64_t parts, std::int64_t part) {
  const std::int64_t base = total / parts, extra = total % parts;
  const std::int64_t first = part * base + std::min(part, extra);
  return {first, first + base + (part < extra ? 1 : 0)};
}

/// Contiguous ranges of blocks with nearly equal weight: a block goes to the part in which its middle falls.
/// `weights[b]` is the cost of block b (tokens, bytes), not negative.
inline Range weighted_part(std::span<const std::int64_t> weights, std::int64_t parts, std::int64_t part) {
  std::int64_t total = 0;
  for (auto w : weights) total += w;
  if (total == 0) return even_part(static_cast<std::int64_t>(weights.size()), parts, part);
  const auto owner = [&](std::int64_t before, std::int64_t weight) {
    const double middle = static_cast<double>(before) + 0.5 * static_cast<double>(weight);
    return std::min(parts - 1,
                    static_cast<std::int64_t>(middle * static_cast<double>(parts) / static_cast<double>(total)));
  };
  Range mine{0, 0};
  std::int64_t before = 0;
  bool found = false;
  for (std::size_t b = 0; b < weights.size(); ++b) {
    const std::int64_t at = static_cast<std::int64_t>(b);
    const std::int64_t who = owner(before, weights[b]);
    if (who < part) mine = {at + 1, at + 1};
    if (who == part) {
      if (!found) mine.first = at;
      mine.last = at + 1;
      found = true;
    }
    before += weights[b];
  }
  return mine;
}

}  // namespace thema
