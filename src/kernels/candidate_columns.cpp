// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/candidate_columns.hpp"

#include <Kokkos_Core.hpp>

#include "thema/core/float_rounding.hpp"

namespace thema::kernels {

namespace {

// Puts x into largest[0 .. count), descending, of at most `room` numbers; returns the new count.
KOKKOS_INLINE_FUNCTION std::int64_t insert_descending(float x, float* largest, std::int64_t count, std::int64_t room) {
  std::int64_t at = count < room ? count : room - 1;
  if (count == room && x <= largest[at]) return count;
  for (; at > 0 && largest[at - 1] < x; --at) largest[at] = largest[at - 1];
  largest[at] = x;
  return count < room ? count + 1 : count;
}

}  // namespace

void candidate_columns(const ApproximateTile& tile, std::int64_t wanted, const double* floors, float* largest,
                       std::int32_t* columns, std::int32_t* counts) {
  const ApproximateTile t = tile;
  const Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace, Kokkos::IndexType<std::int64_t>> all_rows(0, t.rows);
  Kokkos::parallel_for("candidate_columns", all_rows, [=](std::int64_t i) {
    const float* row = t.products + i * t.columns;
    float* best = largest + i * wanted;
    std::int32_t* chosen = columns + i * t.columns;
    const std::int64_t self = t.first_row + i - t.first_column;
    float floor = round_down(floors[i] - t.error);
    std::int64_t count = 0, kept = 0;
    for (std::int64_t j = 0; j < t.columns; ++j) {
      if (row[j] < floor || j == self) continue;
      chosen[count++] = static_cast<std::int32_t>(j);
      kept = insert_descending(row[j], best, kept, wanted);
      if (kept < wanted) continue;
      const float rising = round_down(static_cast<double>(best[wanted - 1]) - 2 * t.error);
      if (rising > floor) floor = rising;
    }
    std::int32_t remaining = 0;  // the floor rose after the first ones were chosen
    for (std::int64_t c = 0; c < count; ++c)
      if (row[chosen[c]] >= floor) chosen[remaining++] = chosen[c];
    counts[i] = remaining;
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
