// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/core/fixed_point.hpp"
#include "thema/kernels/place.hpp"

namespace thema::kernels {

/// directions[g, :] = sum of g / |sum of g|, rounded to fp32, the squared norm in double and in index order; a group
/// whose sum is zero keeps what it has.
///   sums [groups, d] of encoded numbers; directions [groups, d]
void mean_directions(const Place& place, const std::int64_t* sums, std::int64_t groups, std::int64_t d,
                     FixedPoint fixed, float* directions);

}  // namespace thema::kernels
