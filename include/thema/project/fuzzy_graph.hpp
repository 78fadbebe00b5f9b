// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/project/neighbour_graph.hpp"
#include "thema/project/neighbours.hpp"

namespace thema::maps {

/// Scale of a paper's neighbourhood: membership of a neighbour at distance d is exp(-max(0, d - rho) / sigma).
struct NeighbourhoodScale {
  double rho = 0;    ///< distance of the nearest neighbour that is not a duplicate
  double sigma = 0;  ///< 0: all neighbours are at rho or nearer
};

/// The scale at which the memberships sum to log2(m + 1) (umap-learn counts the paper itself among its neighbours),
/// by bisection; sigma is at least 1e-3 of the mean distance, of these m + 1, or of all papers' (`mean_distance`)
/// where rho is 0. `distances` ascending. McInnes, Healy and Melville 2018, algorithm 3.
NeighbourhoodScale neighbourhood_scale(std::span<const double> distances, double mean_distance);

/// How strongly each own paper joins its neighbours: [own, m], the nearest that is no duplicate with 1. Collective.
std::vector<double> own_memberships(const Communicator& comm, const LaidOut& papers, const Neighbours& neighbours);

/// The graph guided by topics [M] of all papers: edges between papers of different topics count 1 - `hint` of their
/// weight, then each paper's are divided by the largest of them and both ends united again, as umap-learn intersects a
/// graph with labels (its far_dist is -log(1 - hint)). Collective.
NeighbourGraph guided_by_topics(Context& context, const LaidOut& papers, const NeighbourGraph& graph,
                                std::span<const std::int32_t> topics, double hint);

/// Cosine distances 1 - similarity, a paper's memberships, and their union P + P^T - P o P^T (McInnes et al. 2018,
/// algorithms 1 and 2). Collective.
NeighbourGraph fuzzy_graph(Context& context, const LaidOut& papers, const Neighbours& neighbours);

}  // namespace thema::maps
