// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace thema::kernels {

/// The two largest scores of a row; `second` is -infinity in a row of one score, and equals `best` in a tie.
struct TopTwo {
  float best, second;
  std::int32_t column;  ///< of `best`; of several equal ones the lowest
};

/// top[i] = the two largest of scores[i, :], for scores[rows, columns], row-major, columns >= 1, no NaN. Host memory;
/// done when it returns.
void nearest_two(const float* scores, std::int64_t rows, std::int64_t columns, TopTwo* top);

}  // namespace thema::kernels
