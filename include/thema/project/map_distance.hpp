// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace thema::maps {

/// Between two positions on a map coordinates[M, 2], in double.
inline double squared_distance(std::span<const float> coordinates, std::int64_t one, std::int64_t other) {
  double sum = 0;
  for (const std::int64_t axis : {0, 1}) {
    const double along = static_cast<double>(coordinates[static_cast<std::size_t>(2 * one + axis)]) -
                         static_cast<double>(coordinates[static_cast<std::size_t>(2 * other + axis)]);
    sum += along * along;
  }
  return sum;
}

}  // namespace thema::maps
