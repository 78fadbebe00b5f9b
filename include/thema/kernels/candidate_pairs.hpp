// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace thema::kernels {

/// For each row of products[rows, columns] the columns whose product reaches row_floors[row] or column_floors[column]:
/// chosen[row, 0 .. counts[row]), ascending. Host memory; done when it returns.
void candidate_pairs(const float* products, std::int64_t rows, std::int64_t columns, const float* row_floors,
                     const float* column_floors, std::int32_t* chosen, std::int32_t* counts);

}  // namespace thema::kernels
