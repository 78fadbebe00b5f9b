// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace thema::clusters {

/// 1 - cosine, in [0, 2]. Rows are unit vectors only to fp32 rounding (2^-24 a component), so what lies below 2^-20
/// is rounding and counts as 0: a row has distance 0 to its own copy.
constexpr double cosine_distance(double similarity) {
  const double distance = 1 - similarity;
  if (distance < 0x1p-20) return 0;
  return distance < 2 ? distance : 2;
}

}  // namespace thema::clusters
