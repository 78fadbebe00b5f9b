// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace thema::kernels {

/// A tile of approximate values, products[rows, columns], row-major, each within `error` of the exact one. Row i is
/// the global row first_row + i, column j the global row first_column + j; an entry of a row with itself is left out.
struct ApproximateTile {
  const float* products;
  std::int64_t rows, columns;
  std::int64_t first_row, first_column;
  double error;
};

/// For each row the columns that may be among its `wanted` largest exact values in the tile and whose exact value
/// may reach floors[i] (-infinity: any): columns[i, 0 .. counts[i]), ascending.
///   floors [rows], counts [rows], columns [rows, tile.columns]; largest [rows, wanted] is scratch
/// Host memory; done when it returns.
void candidate_columns(const ApproximateTile& tile, std::int64_t wanted, const double* floors, float* largest,
                       std::int32_t* columns, std::int32_t* counts);

}  // namespace thema::kernels
