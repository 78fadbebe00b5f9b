// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"

namespace thema::clusters {

/// The runs of one K.
struct Runs {
  Solution best;                                ///< the largest objective; ties to the earlier start, the warm one last
  std::vector<std::int32_t> seeded;             ///< own rows' topics by the best of the seeded starts
  std::int64_t seeded_objective = 0;            ///< its objective
  std::vector<std::vector<std::int32_t>> rest;  ///< by the other seeded starts
};

/// Runs from options.starts seeded starts and from the centroids `warm` [k, d] besides, unless they are empty; a line
/// in the log for each. Throws Stopped. Collective.
Runs run_starts(const Context& context, const Rows& rows, std::int64_t k, const std::vector<float>& warm,
                const ClusterOptions& options, KmeansCheckpoint& checkpoint);

/// The best of the seeded starts: the largest objective, ties to the earlier start; with the lines.
Solution solve(const Context& context, const Rows& rows, std::int64_t k, const ClusterOptions& options,
               KmeansCheckpoint& checkpoint);
/// The same without lines, for what is clustered many times.
Solution solve_quietly(const Context& context, const Rows& rows, std::int64_t k, const ClusterOptions& options,
                       KmeansCheckpoint& checkpoint);

}  // namespace thema::clusters
