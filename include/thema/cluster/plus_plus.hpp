// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "thema/cluster/points.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"

namespace thema::clusters {

/// Which random numbers one start draws: streams of different starts and steps never meet.
struct DrawKey {
  std::uint64_t seed = 0;
  std::int64_t start = 0;
  /// Index within a global id for step 0 to 15 of a start.
  std::uint32_t index(std::int64_t step) const { return static_cast<std::uint32_t>(start * 16 + step); }
};

/// Greedy weighted k-means++ (Arthur and Vassilvitskii, SODA 2007, section 3; the greedy variant with
/// 2 + floor(ln k) trials a step is that of their reference code) over all ranks' rows, by cosine distance: each new
/// point is the best of several rows drawn with probability proportional to weight x distance to the nearest point.
///
/// Distances are exact and in fixed point, a draw is a whole number below their sum, so the points do not depend on
/// the shares. weights: one per own row, >= 0, their sum over the ranks below 2^62. Returns fewer than k points when
/// all rows coincide with a point. Throws Stopped between two points. Collective.
Points greedy_plus_plus(const Context& context, const Rows& rows, std::span<const std::int64_t> weights, std::int64_t k,
                        const DrawKey& key, std::int64_t step);

}  // namespace thema::clusters
