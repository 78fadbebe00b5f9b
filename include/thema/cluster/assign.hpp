// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <span>

#include "thema/cluster/bounds.hpp"
#include "thema/cluster/nearest.hpp"
#include "thema/cluster/rows.hpp"

namespace thema::clusters {

// Assignment is exact: products of a tile of rows, by an fp32 GEMM or of 8-bit integers whose error is bounded row by
// row (kernels/quantized_points.hpp), find the candidates, and every point whose score lies within twice
// dot_error_bound() of the best (of the second best, for the runner-up) is rescored by exact_dot(). The result is that
// of a loop over all pairs in double, and the rows x points matrix never exists. Rows that lie on a device are assigned
// there (device_rows.hpp), to the same bits.
//
// points[count, d] have norm at most 1 (+ fp32 rounding).

/// Told of own rows [first, last) whose labels stand now, while the rows are still in the cache.
using AfterTile = std::function<void(Range)>;

/// labels[i] = the nearest point of each own row i.
void assign(const Rows& rows, std::span<const float> points, std::span<std::int32_t> labels,
            const AfterTile& after_tile = {});
/// The same, and `bounds`, made of these points, learn all rows.
void assign(const Rows& rows, std::span<const float> points, std::span<std::int32_t> labels, Bounds& bounds,
            const AfterTile& after_tile = {});

/// Calls visit(i, best, exact similarity) for each own row in order.
void for_each_nearest(const Rows& rows, std::span<const float> points, const VisitNearest& visit);

/// Calls visit(i, nearest two) for each own row in order.
void for_each_nearest_two(const Rows& rows, std::span<const float> points, const VisitNearestTwo& visit);

/// Calls visit(i, its `wanted` nearest points, nearest first) for each own row in order; wanted is at most the number
/// of points.
void for_each_nearest_few(const Rows& rows, std::span<const float> points, std::int64_t wanted,
                          const VisitNearestFew& visit);

}  // namespace thema::clusters
