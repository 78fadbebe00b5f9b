// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace thema::kernels {

/// Rows beside columns, and what a matrix product says of their dot products.
struct ProductTile {
  std::int64_t rows = 0, columns = 0, width = 0;
  const float* products = nullptr;       ///< [rows, columns], no NaN
  const float* row_values = nullptr;     ///< [rows, width]
  const float* column_values = nullptr;  ///< [columns, width]
};

}  // namespace thema::kernels
