// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/map_grid.hpp"
#include "thema/kernels/move_on_map.hpp"

namespace thema::kernels {

/// One step of gradient descent: how strongly edges pull and all others push, how much of its last move a vertex keeps,
/// and the push of all at the nodes of a grid, push_x and push_y [nodes, nodes].
struct TsneStep {
  float pull, push, momentum;
  MapGrid grid;
  const float* push_x;
  const float* push_y;
};

/// Moves own vertices down the gradient of t-SNE (van der Maaten and Hinton 2008, equation 5):
///   gradient_i = pull sum_j w_ij (y_i - y_j) / (1 + |y_i - y_j|^2) - push F(y_i)
/// with F interpolated on the grid. Each coordinate has a gain, raised by 0.2 where the gradient still points where the
/// last move went and else to 0.8 of itself + 0.01 (Jacobs 1988); a move is at most 5 long. Reads positions[total, 2],
/// writes moved[own, 2], updates last_move[own, 2] and gains[own, 2]. fp32, edges in a fixed order: the result depends
/// on nothing else. All in the memory of `place`.
void move_by_tsne(const Place& place, const MapGraph& graph, const TsneStep& step, const float* positions,
                  float* last_move, float* gains, float* moved);

}  // namespace thema::kernels
