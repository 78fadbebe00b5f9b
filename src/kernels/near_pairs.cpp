// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/near_pairs.hpp"

#include "thema/core/exact_dot.hpp"
#include "warp_lanes.hpp"

namespace thema::kernels {

namespace {

struct NearPairs {
  PairTile tile;
  NearPair* pairs;
  std::int64_t capacity;
  std::int64_t* found;

  template <class Lanes> KOKKOS_INLINE_FUNCTION void operator()(const Lanes& lanes, std::int64_t i) const {
    const float* products = tile.products.products + i * tile.products.columns;
    const float floor = tile.row_floors[i];
    const NearPairs self = *this;
    lanes.each(columns_of(i), [=](std::int64_t j) {
      if (products[j] >= floor || products[j] >= self.tile.column_floors[j]) self.add(i, j);
    });
  }

 private:
  // The first so many columns.
  KOKKOS_INLINE_FUNCTION std::int64_t columns_of(std::int64_t i) const {
    if (tile.group == 0) return tile.products.columns;
    const std::int64_t before = (tile.first_row + i) / tile.group * tile.group - tile.first_column;
    if (before < 0) return 0;
    return before < tile.products.columns ? before : tile.products.columns;
  }

  KOKKOS_INLINE_FUNCTION void add(std::int64_t i, std::int64_t j) const {
    const std::int64_t at = Kokkos::atomic_fetch_add(found, std::int64_t{1});
    if (at >= capacity) return;
    const ProductTile& t = tile.products;
    const double similarity = exact_dot_inline(t.row_values + i * t.width, t.column_values + j * t.width, t.width);
    pairs[at] = {static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), similarity};
  }
};

}  // namespace

void near_pairs(const Place& place, const PairTile& tile, NearPair* pairs, std::int64_t capacity, std::int64_t* count) {
  for_rows_by_warp(place, "near_pairs", tile.products.rows, NearPairs{tile, pairs, capacity, count});
}

}  // namespace thema::kernels
