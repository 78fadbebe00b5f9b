// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "thema/data/layout_checkpoint.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/neighbour_graph.hpp"
#include "thema/project/project.hpp"
#include "thema/project/starting_positions.hpp"

namespace thema::maps {

struct UmapSources {
  const NeighbourGraph& graph;    ///< fuzzy_graph()
  std::span<const double> radii;  ///< local_radii(), where options.density is above 0; else empty
};

/// Positions [M, 2] by UMAP from the fuzzy graph and a start, on all ranks; from one that landmarks have made, the last
/// third of the epochs. In the last three tenths local densities are kept too, as umap-learn's densMAP does, where they
/// are asked for. Throws Stopped between epochs. Collective.
std::vector<float> umap_layout(Context& context, const LaidOut& papers, const UmapSources& sources,
                               const MakeStart& start, const ProjectOptions& options, const KeptLayout& kept);

}  // namespace thema::maps
