// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/map_grid.hpp"

#include "for_items.hpp"

namespace thema::kernels {

namespace {

struct SpreadCharge {
  MapGrid grid;
  const float* positions;
  FixedPoint fixed;
  std::int64_t* charges;

  KOKKOS_INLINE_FUNCTION void operator()(std::int64_t p) const {
    const CubicStencil x = cubic_stencil(positions[2 * p], grid.spacing, grid.first_x),
                       y = cubic_stencil(positions[2 * p + 1], grid.spacing, grid.first_y);
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 4; ++j)
        Kokkos::atomic_add(charges + (x.first + i) * grid.nodes + y.first + j,
                           fixed.encode(static_cast<double>(x.weights[i]) * static_cast<double>(y.weights[j])));
  }
};

}  // namespace

void spread_charges(const Place& place, const MapGrid& grid, const float* positions, std::int64_t count,
                    const FixedPoint& fixed, std::int64_t* charges) {
  for_items(place, "spread_charges", count, SpreadCharge{grid, positions, fixed, charges});
}

}  // namespace thema::kernels
