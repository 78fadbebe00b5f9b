// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstdint>

#include "thema/core/fixed_point.hpp"
#include "thema/core/inline_function.hpp"
#include "thema/kernels/place.hpp"

namespace thema::kernels {

/// Square grid over a map: node (i, j) lies at ((first_x + i) spacing, (first_y + j) spacing), 0 <= i, j < nodes.
struct MapGrid {
  std::int64_t nodes, first_x, first_y;
  float spacing;
};

/// The four nodes around a coordinate, first .. first + 3, and the values there of the cubic B-spline around it: none
/// negative, 1 in all. Of coefficients at the nodes they make a cubic spline; linear functions are their own.
struct CubicStencil {
  std::int64_t first;
  float weights[4];
};

THEMA_INLINE_FUNCTION CubicStencil cubic_stencil(float coordinate, float spacing, std::int64_t first_node) {
  const float at = coordinate / spacing, below = std::floor(at), t = at - below, left = 1 - t;
  return {
      static_cast<std::int64_t>(below) - 1 - first_node,
      {left * left * left / 6, (4 + t * t * (3 * t - 6)) / 6, (4 + left * left * (3 * left - 6)) / 6, t * t * t / 6}};
}

/// Adds the charge 1 of each of positions[count, 2] to the nodes around it: charges[nodes, nodes], multiples of
/// 1 / fixed.scale(), so that their sums depend on no order. All four nodes of each axis lie on the grid. All in the
/// memory of `place`.
void spread_charges(const Place& place, const MapGrid& grid, const float* positions, std::int64_t count,
                    const FixedPoint& fixed, std::int64_t* charges);

}  // namespace thema::kernels
