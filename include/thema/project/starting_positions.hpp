// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace thema::maps {

/// `start` scaled so that its largest coordinate is `extent`, plus keyed noise below 1e-5 of this that parts equal
/// papers.
std::vector<float> starting_positions(std::span<const float> start, float extent, std::int64_t seed);

}  // namespace thema::maps
