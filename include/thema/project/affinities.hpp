// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "thema/core/context.hpp"
#include "thema/project/neighbour_graph.hpp"
#include "thema/project/neighbours.hpp"

namespace thema::maps {

/// Neighbours of each paper that t-SNE wants: three times the perplexity (van der Maaten 2014).
constexpr std::int64_t affinity_neighbours(double perplexity) { return static_cast<std::int64_t>(3 * perplexity); }

/// The precision beta at which the weights exp(-beta d^2) of the neighbours, divided by their sum, have the entropy
/// log(perplexity), by bisection to 1e-5. `squared_distances` ascending, not empty; where the perplexity is not below
/// their number, 0: all weigh the same.
double neighbourhood_precision(std::span<const double> squared_distances, double perplexity);

/// Affinities of t-SNE (van der Maaten and Hinton 2008, section 2, of Euclidean distances between unit vectors) times
/// the number of papers: (p_j|i + p_i|j) / 2, so that all together add up to this number. Where there are fewer
/// neighbours than three times the perplexity, the perplexity is a third of theirs. Collective.
NeighbourGraph affinities(Context& context, const LaidOut& papers, const Neighbours& neighbours, double perplexity);

}  // namespace thema::maps
