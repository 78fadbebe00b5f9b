// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/data/layout_checkpoint.hpp"
#include "thema/project/fuzzy_graph.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/project.hpp"

namespace thema::maps {

/// Positions [M, 2] by UMAP from the graph and a start [M, 2] (principal components), on all ranks. Epochs are
/// synchronous: each moves a rank's papers by the positions of the epoch before; every tenth is kept. Throws Stopped
/// between epochs. Collective.
std::vector<float> umap_layout(Context& context, const LaidOut& papers, const FuzzyGraph& graph,
                               std::span<const float> start, const ProjectOptions& options,
                               LayoutCheckpoint& checkpoint);

/// `start` scaled so that its largest coordinate is 10, plus keyed noise below 1e-4 that parts equal papers.
std::vector<float> starting_positions(std::span<const float> start, std::int64_t seed);

}  // namespace thema::maps
