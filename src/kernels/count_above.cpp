// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/count_above.hpp"

#include <Kokkos_Core.hpp>

namespace thema::kernels {

namespace {

// Index of the first of `count` descending levels that is below x; `count` when none is.
KOKKOS_INLINE_FUNCTION std::int64_t first_below(const double* levels, std::int64_t count, double x) {
  std::int64_t low = 0, high = count;
  while (low < high) {
    const std::int64_t middle = (low + high) / 2;
    if (levels[middle] < x)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

}  // namespace

void count_above(const ApproximateTile& tile, const std::int64_t* self, const double* levels, std::int64_t count,
                 std::int64_t* above, std::int32_t* unclear, std::int32_t* unclear_counts) {
  const ApproximateTile t = tile;
  const Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace, Kokkos::IndexType<std::int64_t>> all_rows(0, t.rows);
  Kokkos::parallel_for("count_above", all_rows, [=](std::int64_t i) {
    const double* level = levels + i * count;
    std::int64_t* higher = above + i * count;
    std::int32_t open = 0;
    for (std::int64_t j = 0; j < t.columns; ++j) {
      const double x = static_cast<double>(t.products[i * t.columns + j]);
      if (x < level[count - 1] - t.error || t.first_column + j == self[i]) continue;
      const std::int64_t first = first_below(level, count, x - t.error);
      const bool near = first > 0 && level[first - 1] <= x + t.error;
      if (near)
        unclear[i * t.columns + open++] = static_cast<std::int32_t>(j);
      else
        for (std::int64_t l = first; l < count; ++l) ++higher[l];
    }
    unclear_counts[i] = open;
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
