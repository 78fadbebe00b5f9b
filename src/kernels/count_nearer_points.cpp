// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/count_nearer_points.hpp"

#include <Kokkos_Core.hpp>

namespace thema::kernels {

namespace {

/// A point as a query sees it.
struct Seen {
  double squared;
  std::int64_t index;
};

KOKKOS_INLINE_FUNCTION bool nearer_than(const Seen& a, const Seen& b) {
  return a.squared < b.squared || (a.squared == b.squared && a.index < b.index);
}

KOKKOS_INLINE_FUNCTION Seen seen_from(const float* points, std::int64_t query, std::int64_t other) {
  const double dx = static_cast<double>(points[2 * other]) - static_cast<double>(points[2 * query]);
  const double dy = static_cast<double>(points[2 * other + 1]) - static_cast<double>(points[2 * query + 1]);
  return {dx * dx + dy * dy, other};
}

KOKKOS_INLINE_FUNCTION void sort_targets(const float* points, std::int64_t query, std::int64_t* targets,
                                         std::int64_t per_query, double* squared) {
  for (std::int64_t t = 0; t < per_query; ++t) {
    const Seen target = seen_from(points, query, targets[t]);
    std::int64_t at = t;
    for (; at > 0 && nearer_than(target, {squared[at - 1], targets[at - 1]}); --at) {
      squared[at] = squared[at - 1];
      targets[at] = targets[at - 1];
    }
    squared[at] = target.squared;
    targets[at] = target.index;
  }
}

}  // namespace

void count_nearer_points(const float* points, std::int64_t total, const std::int64_t* queries, std::int64_t count,
                         std::int64_t* targets, std::int64_t per_query, double* squared, std::int64_t* nearer) {
  const Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace, Kokkos::IndexType<std::int64_t>> all_queries(0, count);
  Kokkos::parallel_for("count_nearer_points", all_queries, [=](std::int64_t q) {
    std::int64_t* mine = targets + q * per_query;
    double* distance = squared + q * per_query;
    std::int64_t* first_farther = nearer + q * per_query;  // points by the nearest target that lies behind them
    sort_targets(points, queries[q], mine, per_query, distance);
    for (std::int64_t t = 0; t < per_query; ++t) first_farther[t] = 0;
    for (std::int64_t p = 0; p < total; ++p) {
      const Seen point = seen_from(points, queries[q], p);
      if (p == queries[q] || point.squared > distance[per_query - 1]) continue;
      std::int64_t low = 0, high = per_query;
      while (low < high) {
        const std::int64_t middle = (low + high) / 2;
        if (nearer_than(point, {distance[middle], mine[middle]}))
          high = middle;
        else
          low = middle + 1;
      }
      if (low < per_query) ++first_farther[low];
    }
    for (std::int64_t t = 1; t < per_query; ++t) first_farther[t] += first_farther[t - 1];
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
