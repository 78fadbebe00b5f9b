// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "thema/data/layout_checkpoint.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/neighbour_graph.hpp"
#include "thema/project/project.hpp"

namespace thema::maps {

/// Positions [M, 2] by UMAP from the fuzzy graph and a start [M, 2] (principal components), on all ranks. Throws
/// Stopped between epochs. Collective.
std::vector<float> umap_layout(Context& context, const LaidOut& papers, const NeighbourGraph& graph,
                               std::span<const float> start, const ProjectOptions& options,
                               LayoutCheckpoint& checkpoint);

}  // namespace thema::maps
