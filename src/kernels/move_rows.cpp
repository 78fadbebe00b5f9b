// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/move_rows.hpp"

#include <Kokkos_Core.hpp>
#include <algorithm>

namespace thema::kernels {

namespace {

inline void add(const float* row, std::int64_t width, FixedPoint fixed, std::int64_t* __restrict to) {
  for (std::int64_t j = 0; j < width; ++j) to[j] += fixed.encode(static_cast<double>(row[j]));
}

inline void subtract(const float* row, std::int64_t width, FixedPoint fixed, std::int64_t* __restrict from) {
  for (std::int64_t j = 0; j < width; ++j) from[j] -= fixed.encode(static_cast<double>(row[j]));
}

}  // namespace

void move_rows(const float* rows, std::int64_t d, const Move* moves, std::int64_t count, FixedPoint fixed,
               std::int64_t* sums) {
  // Threads take strips of columns: no two of them touch the same sum, so no atomics.
  using Policy = Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>;
  const std::int64_t strips = std::max(1, Kokkos::DefaultHostExecutionSpace::concurrency());
  const std::int64_t width = (d + strips - 1) / strips;
  Kokkos::parallel_for("move_rows", Policy(0, strips), [=](const std::int64_t strip) {
    const std::int64_t first = strip * width, here = std::min(width, d - first);
    for (const Move* move = moves; move != moves + count; ++move) {
      const float* row = rows + move->row * d + first;
      if (move->to >= 0) add(row, here, fixed, sums + move->to * d + first);
      if (move->from >= 0) subtract(row, here, fixed, sums + move->from * d + first);
    }
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
