// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace thema::kernels {

/// Row `row` leaves group `from` and joins group `to`; -1 stands for none.
struct Move {
  std::int64_t row;
  std::int32_t from, to;
};

/// For each move: sums[to, :] += x and sums[from, :] -= x, where x = round(rows[row, :] * scale) as FixedPoint::encode
/// rounds, so the order of moves does not matter. rows[n, d] fp32 with |value| <= 1, sums[groups, d] int64, scale a
/// power of two <= 2^40. Host memory; done when it returns.
void move_rows(const float* rows, std::int64_t d, const Move* moves, std::int64_t count, double scale,
               std::int64_t* sums);

}  // namespace thema::kernels
