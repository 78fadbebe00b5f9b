// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"

namespace thema::clusters {

/// For each topic of `labels` its largest Jaccard index, rows in common / rows in either, with a topic of `others`;
/// labels of own rows, of k topics. NaN for a topic without rows. Exact; the same on all ranks. Collective.
std::vector<double> best_jaccard(const Communicator& comm, std::span<const std::int32_t> labels,
                                 std::span<const std::int32_t> others, std::int64_t k);

/// k-means of a bootstrap sample ends when at most this share of its rows changed topic. Of 100,000 embeddings of
/// papers, K = 100, this lowers the mean of all topics by 0.01; a topic's mean over four samples differs from that over
/// sixteen by 0.07 (root mean square).
inline constexpr double kSampleTolerance = 0.002;

/// Whether each topic is found again in other papers of the same kind: the mean of best_jaccard() over
/// options.bootstraps clusterings of bootstrap samples, all rows then assigned to the nearest of their centroids
/// (Hennig, "Cluster-wise assessment of cluster stability", Computational Statistics & Data Analysis 52, 2007,
/// which compares the sampled rows alone). Each sample is clustered from one start, to options.tolerance or
/// kSampleTolerance, whichever is larger; a rank holds copies of about as many rows as it has. [k]; NaN when none was
/// asked for or there are fewer than two rows a topic. Throws Stopped. Collective.
std::vector<double> topic_stability(const Context& context, const Rows& rows, std::span<const std::int32_t> labels,
                                    std::int64_t k, const ClusterOptions& options, KmeansCheckpoint& checkpoint);

}  // namespace thema::clusters
