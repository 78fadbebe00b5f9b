// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/place.hpp"
#include "thema/kernels/product_tile.hpp"

namespace thema::kernels {

/// Rows beside points: |products[i, j] - exact| is at most slack[i], the exact ones being those of exact_dot()
/// (core/matrix_product.hpp).
struct ScoredTile {
  ProductTile scores;
  const float* slack = nullptr;  ///< [rows]
};

/// The `wanted` (1 to the number of) points of largest exact dot product with each row, the largest first, of equal
/// ones the lower number first. A score further below the wanted-th largest one than twice the slack is out; the others
/// are computed exactly.
///   nearest      [rows, wanted]
///   similarities [rows, wanted], exact; null where they are not needed, which saves them for most rows
///   exact        [rows, points], scratch
void nearest_by_score(const Place& place, const ScoredTile& tile, std::int64_t wanted, double* exact,
                      std::int32_t* nearest, double* similarities);

}  // namespace thema::kernels
