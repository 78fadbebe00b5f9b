// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "thema/data/layout_checkpoint.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/neighbour_graph.hpp"
#include "thema/project/project.hpp"
#include "thema/project/starting_positions.hpp"

namespace thema::maps {

/// Positions [M, 2] by t-SNE (van der Maaten and Hinton 2008) from affinities() and a start, on all ranks. The schedule
/// is openTSNE's: 250 epochs with the affinities 12 times as strong, then options.tsne_epochs with
/// options.exaggeration; steps of M / exaggeration (Belkina et al. 2019), momentum 0.8, start of 1e-4 (Kobak and Berens
/// 2019); from a start that landmarks have made, the second half of the later epochs. Throws Stopped between epochs.
/// Collective.
std::vector<float> tsne_layout(Context& context, const LaidOut& papers, const NeighbourGraph& affinities,
                               const MakeStart& start, const ProjectOptions& options, const KeptLayout& kept);

}  // namespace thema::maps
