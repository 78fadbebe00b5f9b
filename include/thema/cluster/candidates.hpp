// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/cluster/cluster.hpp"

namespace thema::clusters {

/// The K to try, ascending and distinct: options.candidates, or where there are none the geometric grid
/// k_min (k_max / k_min)^(i / (k_steps - 1)), rounded.
std::vector<std::int64_t> candidates_of(const ClusterOptions& options);

}  // namespace thema::clusters
