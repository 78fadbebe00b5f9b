// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"
#include "thema/data/clustering.hpp"

namespace thema::clusters {

/// All that is told of topics, from the solution's centroids, labels, objective and iterations: sizes, stability and
/// figures; of each row its similarity to the own centroid, the nearest other topic, silhouette, soft topics, outlier.
/// A row need not be in the topic nearest to it, as after an edit; `second` is then that one. All similarities are
/// exact_dot()s. The selection is the one K; how it was chosen, and a mean that was subtracted, are the caller's to
/// say. Warns of topics without rows. Throws Stopped. Collective.
Clustering clustering_of(const Context& context, const Rows& rows, Solution solution, const ClusterOptions& options,
                         KmeansCheckpoint& checkpoint);

}  // namespace thema::clusters
