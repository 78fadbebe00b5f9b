// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/place.hpp"

namespace thema::kernels {

/// Rows beside columns, and what a matrix product says of their dot products.
struct PairTile {
  std::int64_t rows = 0, columns = 0, width = 0;
  const float* products = nullptr;       ///< [rows, columns], no NaN
  const float* row_values = nullptr;     ///< [rows, width]
  const float* column_values = nullptr;  ///< [columns, width]
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
void near_pairs(const Place& place, const PairTile& tile, const float* row_floors, const float* column_floors,
                NearPair* pairs, std::int64_t capacity, std::int64_t* count);

}  // namespace thema::kernels
