// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/near_pairs.hpp"

#include "thema/core/exact_dot.hpp"
#include "warp_lanes.hpp"

namespace thema::kernels {

namespace {

struct NearPairs {
  PairTile tile;
  const float* row_floors;
  const float* column_floors;
  NearPair* pairs;
  std::int64_t capacity;
  std::int64_t* found;

  template <class Lanes> KOKKOS_INLINE_FUNCTION void operator()(const Lanes& lanes, std::int64_t i) const {
    const float* products = tile.products + i * tile.columns;
    const float floor = row_floors[i];
    const NearPairs self = *this;
    lanes.each(columns_of(i), [=](std::int64_t j) {
      if (products[j] >= floor || products[j] >= self.column_floors[j]) self.add(i, j);
    });
  }

 private:
  // The first so many columns.
  KOKKOS_INLINE_FUNCTION std::int64_t columns_of(std::int64_t i) const {
    if (tile.group == 0) return tile.columns;
    const std::int64_t before = (tile.first_row + i) / tile.group * tile.group - tile.first_column;
    if (before < 0) return 0;
    return before < tile.columns ? before : tile.columns;
  }

  KOKKOS_INLINE_FUNCTION void add(std::int64_t i, std::int64_t j) const {
    const std::int64_t at = Kokkos::atomic_fetch_add(found, std::int64_t{1});
    if (at >= capacity) return;
    const double similarity =
        exact_dot_inline(tile.row_values + i * tile.width, tile.column_values + j * tile.width, tile.width);
    pairs[at] = {static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), similarity};
  }
};

}  // namespace

void near_pairs(const Place& place, const PairTile& tile, const float* row_floors, const float* column_floors,
                NearPair* pairs, std::int64_t capacity, std::int64_t* count) {
  for_rows_by_warp(place, "near_pairs", tile.rows, NearPairs{tile, row_floors, column_floors, pairs, capacity, count});
}

}  // namespace thema::kernels
