// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/cluster/cluster.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"
#include "thema/data/kmeans_checkpoint.hpp"

namespace thema::clusters {

/// What one iteration did. Seconds are this rank's, the counts of all ranks.
struct IterationTrace {
  std::int64_t changed = 0;      ///< rows that changed topic
  std::int64_t products = 0;     ///< of a row with a centroid; without bounds rows x k
  double assign_seconds = 0;     ///< nearest centroids
  double sum_seconds = 0;        ///< sums of the rows that moved
  double reduce_seconds = 0;     ///< over the ranks, waiting for them included
  double centroids_seconds = 0;  ///< new means, and the bounds that follow them
};

/// One k-means solution. Centroids and figures are the same on all ranks.
struct Solution {
  std::vector<float> centroids;      ///< [k, d], unit norm
  std::vector<std::int32_t> labels;  ///< own rows: exactly the nearest centroid, ties to the lower id
  std::int64_t objective = 0;        ///< sum over all rows of the exact similarity to it, FixedPoint(total)
  std::int64_t iterations = 0;
  std::int64_t changed = 0;  ///< rows that changed topic in the last iteration
  std::vector<IterationTrace> trace;
};

/// Spherical k-means (Dhillon and Modha, Machine Learning 42, 2001) from the given centroids: assign, re-seed empty
/// topics, take each topic's normalised mean; until at most options.tolerance x rows change topic, or for
/// options.max_iterations. `checkpoint` keeps each iteration; what it recalls of this run is not done again. Throws
/// Stopped. Collective.
Solution iterate(const Context& context, const Rows& rows, std::vector<float> start, const ClusterOptions& options,
                 KmeansCheckpoint& checkpoint);

/// The run from seeded start number `start`, counted from 0. Collective.
Solution run_start(const Context& context, const Rows& rows, std::int64_t k, std::int64_t start,
                   const ClusterOptions& options, KmeansCheckpoint& checkpoint);

/// Sum over all ranks' rows of the exact similarity to the centroid of their topic, FixedPoint(rows.total). Collective.
std::int64_t objective_of(const Communicator& comm, const Rows& rows, std::span<const float> centroids,
                          std::span<const std::int32_t> labels);

}  // namespace thema::clusters
