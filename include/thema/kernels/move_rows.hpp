// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/core/fixed_point.hpp"

namespace thema::kernels {

/// Row `row` leaves group `from` and joins group `to`; -1 stands for none.
struct Move {
  std::int64_t row;
  std::int32_t from, to;
};

/// For each move: sums[to, :] += x and sums[from, :] -= x, where x = fixed.encode(rows[row, :]), an integer, so the
/// order of moves does not matter. rows[n, d] fp32 with |value| <= 1, sums[groups, d] int64. Host memory; done when it
/// returns.
void move_rows(const float* rows, std::int64_t d, const Move* moves, std::int64_t count, FixedPoint fixed,
               std::int64_t* sums);

}  // namespace thema::kernels
