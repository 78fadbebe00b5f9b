// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace thema::maps {

/// What a layout begins with, coordinates [M, 2] on all ranks.
struct StartingMap {
  std::vector<float> coordinates;
  /// Principal components, of any scale; or a map of the method's own scale, on which the layout of landmarks has put
  /// all papers and which is only to be refined.
  enum class Kind { components, placed } kind = Kind::components;
};

/// Collective; called only where no checkpoint has the layout under way.
using MakeStart = std::function<StartingMap()>;

/// `positions` plus keyed noise below 1e-5 of the largest coordinate (of `least_extent`, if that is more), which fp32
/// still tells apart: it parts equal papers.
std::vector<float> with_noise(std::span<const float> positions, float least_extent, std::int64_t seed);

/// `start` scaled so that its largest coordinate is `extent`, with_noise().
std::vector<float> starting_positions(std::span<const float> start, float extent, std::int64_t seed);

}  // namespace thema::maps
