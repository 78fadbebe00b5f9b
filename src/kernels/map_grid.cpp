// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/map_grid.hpp"

#include <Kokkos_Core.hpp>

namespace thema::kernels {

void spread_charges(const MapGrid& grid, const float* positions, std::int64_t count, const FixedPoint& fixed,
                    std::int64_t* charges) {
  const MapGrid g = grid;
  const FixedPoint f = fixed;
  const Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace, Kokkos::IndexType<std::int64_t>> all(0, count);
  Kokkos::parallel_for("spread_charges", all, [=](std::int64_t p) {
    const CubicStencil x = cubic_stencil(positions[2 * p], g.spacing, g.first_x),
                       y = cubic_stencil(positions[2 * p + 1], g.spacing, g.first_y);
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 4; ++j)
        Kokkos::atomic_add(charges + (x.first + i) * g.nodes + y.first + j,
                           f.encode(static_cast<double>(x.weights[i]) * static_cast<double>(y.weights[j])));
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
