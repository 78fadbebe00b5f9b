// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <span>

namespace thema::clusters {

/// The two points nearest to a row: largest dot products by exact_dot(), ties to the lower id. `second` is -1 and its
/// similarity NaN when there is one point.
struct NearestTwo {
  std::int32_t best = -1, second = -1;
  double best_similarity = 0, second_similarity = 0;
};

/// A point and its exact similarity to a row.
struct NearPoint {
  std::int32_t point;
  double similarity;
};

/// Told of own row i its nearest point and the exact similarity.
using VisitNearest = std::function<void(std::int64_t, std::int32_t, double)>;
/// Told of own row i its nearest two.
using VisitNearestTwo = std::function<void(std::int64_t, const NearestTwo&)>;
/// Told of own row i its nearest few, the nearest first.
using VisitNearestFew = std::function<void(std::int64_t, std::span<const NearPoint>)>;

}  // namespace thema::clusters
