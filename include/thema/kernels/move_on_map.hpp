// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/place.hpp"

namespace thema::kernels {

/// Weighted edges of vertices [first, first + own) to any of `total`: vertex first + i has the edges
/// [starts[i], starts[i + 1]), columns ascending. starts [own + 1], columns and weights [edges], weights in (0, 1].
struct MapGraph {
  std::int64_t first, own, total;
  const std::int64_t* starts;
  const std::uint32_t* columns;
  const float* weights;
};

/// One epoch: similarity curve 1 / (1 + a x^(2b)), step size, repelling vertices per unit of edge weight, and how far
/// a vertex goes on with its last move (0 .. 1).
struct MapEpoch {
  float a, b, step, momentum;
  std::int64_t negatives;
  std::int64_t number;
  std::uint64_t seed;
};

/// Moves own vertices by UMAP's forces (McInnes, Healy and Melville 2018, section 3.2) at positions[total, 2], which
/// stay as they are; writes moved[own, 2] and updates last_move[own, 2]. Each vertex feels
///   all its edges, pulled from both ends: 2 w (d/dy log similarity), and
///   negatives * (sum of w) keyed random vertices, pushed by d/dy log(1 - similarity), at most 4 in each coordinate,
/// which are umap-learn's expected forces of an epoch. Many edges pull at once here, where umap-learn follows one
/// after the other, and an explicit step would overshoot; so the pull is taken at the vertex's new place (implicitly,
/// both ends moving): y' = y + step (pull + push) / (1 + 2 step sum of spring constants).
/// `more` [own, 2], forces that act besides, or null.
/// fp32, edges in order, then negatives in order: the result depends on nothing else. All in the memory of `place`.
void move_on_map(const Place& place, const MapGraph& graph, const MapEpoch& epoch, const float* positions,
                 const float* more, float* last_move, float* moved);

}  // namespace thema::kernels
