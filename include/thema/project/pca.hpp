// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "thema/project/laid_out.hpp"

namespace thema::maps {

struct PcaResult {
  std::vector<float> coordinates;  ///< [M, 2], on all ranks: the projections of x - mean
  double explained_variance = 0;   ///< share of the total variance in the two components, 0 when there is none
};

/// Principal components 1 and 2 of the laid-out papers (Pearson 1901). A component's sign makes its largest entry
/// positive. Mean and covariance are sums of integers (rows in fixed point, at least 2^-17 fine), so the result is
/// the same for any number of ranks. A component beyond the width is 0. Collective.
PcaResult principal_components(Context& context, const LaidOut& papers);

}  // namespace thema::maps
