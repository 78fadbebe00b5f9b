// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/nearest_points.hpp"

#include <Kokkos_Core.hpp>

namespace thema::kernels {

void nearest_points(const float* points, std::int64_t total, const std::int64_t* queries, std::int64_t count,
                    std::int64_t wanted, double* squared, std::int64_t* nearest) {
  const Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace, Kokkos::IndexType<std::int64_t>> all_queries(0, count);
  Kokkos::parallel_for("nearest_points", all_queries, [=](std::int64_t q) {
    double* distance = squared + q * wanted;
    std::int64_t* point = nearest + q * wanted;
    const std::int64_t self = queries[q];
    const auto x = static_cast<double>(points[2 * self]), y = static_cast<double>(points[2 * self + 1]);
    std::int64_t kept = 0;
    for (std::int64_t p = 0; p < total; ++p) {
      const double dx = static_cast<double>(points[2 * p]) - x, dy = static_cast<double>(points[2 * p + 1]) - y;
      const double d = dx * dx + dy * dy;
      if (p == self || (kept == wanted && d >= distance[wanted - 1])) continue;
      std::int64_t at = kept < wanted ? kept++ : wanted - 1;
      for (; at > 0 && distance[at - 1] > d; --at) {
        distance[at] = distance[at - 1];
        point[at] = point[at - 1];
      }
      distance[at] = d;
      point[at] = p;
    }
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
