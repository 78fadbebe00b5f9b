// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/candidate_columns.hpp"

namespace thema::kernels {

/// How many entries of each row lie above each of the row's `count` levels.
///   levels [tile.rows, count], exact, descending in each row
///   above  [tile.rows, count], increased by the entries surely above the level; itself left out
///   unclear [tile.rows, tile.columns], unclear_counts [tile.rows]: columns within tile.error of some level, counted
///   nowhere: the caller decides them by their exact values
/// Here `self[i]` is the global row that row i stands for (tile.first_row is not used). Host memory; done when it
/// returns.
void count_above(const ApproximateTile& tile, const std::int64_t* self, const double* levels, std::int64_t count,
                 std::int64_t* above, std::int32_t* unclear, std::int32_t* unclear_counts);

}  // namespace thema::kernels
