// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/core/fixed_point.hpp"
#include "thema/kernels/place.hpp"

namespace thema::kernels {

/// What rows that go from one group to another add to the sums and sizes of the groups, as move_rows.hpp has it, but
/// from the groups before and after, and where the memory may be a device's. For each i with before[i] != after[i]:
/// sums[after[i], :] += x, sums[before[i], :] -= x, where x = fixed.encode(rows[i, :]), an integer, so the order does
/// not matter; sizes and *moved likewise.
///   rows [count, d] fp32 with |value| <= 1; before, after [count], before may be -1 for none
///   sums [groups, d], sizes [groups]
void regroup_rows(const Place& place, const float* rows, std::int64_t count, std::int64_t d, const std::int32_t* before,
                  const std::int32_t* after, FixedPoint fixed, std::int64_t* sums, std::int64_t* sizes,
                  std::int64_t* moved);

}  // namespace thema::kernels
