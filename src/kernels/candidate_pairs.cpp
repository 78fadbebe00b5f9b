// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/candidate_pairs.hpp"

#include <Kokkos_Core.hpp>

namespace thema::kernels {

namespace {

constexpr std::int64_t kChunk = 64;

KOKKOS_INLINE_FUNCTION int reaches(float product, float row_floor, float column_floor) {
  return static_cast<int>(product >= row_floor) | static_cast<int>(product >= column_floor);
}

// Of a whole chunk; without branches, so that the compiler makes vector instructions of it: most chunks have none.
KOKKOS_INLINE_FUNCTION bool any_reaches(const float* products, float row_floor, const float* column_floors) {
  int reached = 0;
  for (std::int64_t j = 0; j < kChunk; ++j) reached |= reaches(products[j], row_floor, column_floors[j]);
  return reached != 0;
}

}  // namespace

void candidate_pairs(const float* products, std::int64_t rows, std::int64_t columns, const float* row_floors,
                     const float* column_floors, std::int32_t* chosen, std::int32_t* counts) {
  const Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace, Kokkos::IndexType<std::int64_t>> all_rows(0, rows);
  Kokkos::parallel_for("candidate_pairs", all_rows, [=](std::int64_t i) {
    const float* row = products + i * columns;
    std::int32_t* out = chosen + i * columns;
    const float floor = row_floors[i];
    std::int32_t count = 0;
    for (std::int64_t first = 0; first < columns; first += kChunk) {
      const std::int64_t last = first + kChunk < columns ? first + kChunk : columns;
      if (last - first == kChunk && !any_reaches(row + first, floor, column_floors + first)) continue;
      for (std::int64_t j = first; j < last; ++j)
        if (reaches(row[j], floor, column_floors[j]) != 0) out[count++] = static_cast<std::int32_t>(j);
    }
    counts[i] = count;
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
