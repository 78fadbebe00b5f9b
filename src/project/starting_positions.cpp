// SPDX-License-Identifier: Apache-2.0
#include "thema/project/starting_positions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "thema/core/random.hpp"

namespace thema::maps {

namespace {

constexpr double kNoise = 1e-5;
constexpr auto kNoiseDraw = std::numeric_limits<std::uint32_t>::max();  // an index no epoch uses

float largest_of(std::span<const float> positions) {
  float largest = 0;
  for (const float x : positions) largest = std::max(largest, std::abs(x));
  return largest;
}

}  // namespace

std::vector<float> with_noise(std::span<const float> positions, float least_extent, std::int64_t seed) {
  const double extent = static_cast<double>(std::max(least_extent, largest_of(positions)));
  std::vector<float> moved(positions.size());
  for (std::size_t i = 0; i < moved.size(); ++i) {
    const double noise = 2 * random_unit(static_cast<std::uint64_t>(seed), Draw::layout, i, kNoiseDraw) - 1;
    moved[i] = positions[i] + static_cast<float>(kNoise * extent * noise);
  }
  return moved;
}

std::vector<float> starting_positions(std::span<const float> start, float extent, std::int64_t seed) {
  const float largest = largest_of(start), scale = largest > 0 ? extent / largest : 0;
  std::vector<float> positions(start.begin(), start.end());
  for (float& x : positions) x *= scale;
  return with_noise(positions, extent, seed);
}

}  // namespace thema::maps
