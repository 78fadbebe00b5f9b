// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "thema/data/layout_checkpoint.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/neighbour_graph.hpp"
#include "thema/project/project.hpp"
#include "thema/project/starting_positions.hpp"

namespace thema::maps {

/// Positions [M, 2] by UMAP from the fuzzy graph and a start, on all ranks; from one that landmarks have made, the last
/// third of the epochs. Throws Stopped between epochs. Collective.
std::vector<float> umap_layout(Context& context, const LaidOut& papers, const NeighbourGraph& graph,
                               const MakeStart& start, const ProjectOptions& options, LayoutCheckpoint& checkpoint);

}  // namespace thema::maps
