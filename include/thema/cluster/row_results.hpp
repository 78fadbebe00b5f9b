// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/cluster/cluster.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"
#include "thema/data/clustering.hpp"

namespace thema::clusters {

/// What is told of each row, from `result.assignment` and `result.centroids` as they stand: similarity to the own
/// centroid, the nearest other topic, soft topics, outliers; and the sizes. A row need not be in the topic nearest to
/// it; `second` is then that one. All similarities are exact_dot()s. Warns of topics without rows. Collective.
void tell_rows(const Context& context, const Rows& rows, const ClusterOptions& options, Clustering& result);

}  // namespace thema::clusters
