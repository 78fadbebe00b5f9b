// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/place.hpp"

namespace thema::kernels {

/// A tile of rows beside points and what a matrix product says of their dot products: |scores[i, j] - exact| is at most
/// slack[i], the exact ones being those of exact_dot() (core/matrix_product.hpp).
struct ScoredTile {
  std::int64_t count = 0, points = 0, width = 0;
  const float* scores = nullptr;  ///< [count, points], no NaN
  const float* rows = nullptr;    ///< [count, width]
  const float* values = nullptr;  ///< of the points, [points, width]
  const float* slack = nullptr;   ///< [count]
};

/// The `wanted` (1 to tile.points) points of largest exact dot product with each row, the largest first, of equal ones
/// the lower number first. A score further below the wanted-th largest one than twice the slack is out; the others are
/// computed exactly.
///   nearest      [count, wanted]
///   similarities [count, wanted], exact; null where they are not needed, which saves them for most rows
///   exact        [count, points], scratch
void nearest_by_score(const Place& place, const ScoredTile& tile, std::int64_t wanted, double* exact,
                      std::int32_t* nearest, double* similarities);

}  // namespace thema::kernels
