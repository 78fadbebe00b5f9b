// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/place.hpp"
#include "thema/kernels/product_tile.hpp"

namespace thema::kernels {

/// Whose pairs of rows and columns are wanted.
struct PairTile {
  ProductTile products;
  const float* row_floors = nullptr;     ///< [rows]
  const float* column_floors = nullptr;  ///< [columns]
  /// Rows and columns are first_row + i and first_column + j of the same list, of whose groups of `group` each row is
  /// paired with those before its own. 0: with all columns.
  std::int64_t group = 0, first_row = 0, first_column = 0;
};

struct NearPair {
  std::int32_t row, column;
  double similarity;  ///< exact_dot()
};

/// The pairs whose product reaches row_floors[row] or column_floors[column]: pairs[0, capacity), in any order. *count
/// grows by how many there are; of more than the capacity only so many are written. All in the memory of `place`.
void near_pairs(const Place& place, const PairTile& tile, NearPair* pairs, std::int64_t capacity, std::int64_t* count);

}  // namespace thema::kernels
