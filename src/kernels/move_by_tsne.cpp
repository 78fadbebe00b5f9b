// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/move_by_tsne.hpp"

#include <cmath>

#include "for_items.hpp"

namespace thema::kernels {

namespace {

constexpr float kRaised = 0.2F, kLowered = 0.8F, kLeastGain = 0.01F, kLongestMove = 5;  // openTSNE's
constexpr int kLanes = 8;

struct Vector {
  float x, y;
};

// Eight edges at a time, each with sums of its own, so that the compiler makes vector instructions of them.
KOKKOS_INLINE_FUNCTION Vector pull(const MapGraph& g, const float* positions, std::int64_t own) {
  const float* here = positions + 2 * (g.first + own);
  float sum_x[kLanes] = {}, sum_y[kLanes] = {};
  std::int64_t e = g.starts[own];
  const std::int64_t last = g.starts[own + 1];
  for (; e + kLanes <= last; e += kLanes) {
    float dx[kLanes], dy[kLanes];
    for (int l = 0; l < kLanes; ++l) {
      const float* there = positions + 2 * static_cast<std::int64_t>(g.columns[e + l]);
      dx[l] = here[0] - there[0];
      dy[l] = here[1] - there[1];
    }
    for (int l = 0; l < kLanes; ++l) {
      const float spring = g.weights[e + l] / (1 + dx[l] * dx[l] + dy[l] * dy[l]);
      sum_x[l] += spring * dx[l];
      sum_y[l] += spring * dy[l];
    }
  }
  for (int l = 0; e < last; ++e, ++l) {
    const float* there = positions + 2 * static_cast<std::int64_t>(g.columns[e]);
    const float dx = here[0] - there[0], dy = here[1] - there[1], spring = g.weights[e] / (1 + dx * dx + dy * dy);
    sum_x[l] += spring * dx;
    sum_y[l] += spring * dy;
  }
  Vector sum{0, 0};
  for (int l = 0; l < kLanes; ++l) {
    sum.x += sum_x[l];
    sum.y += sum_y[l];
  }
  return sum;
}

KOKKOS_INLINE_FUNCTION Vector interpolate(const TsneStep& s, const float* at) {
  const CubicStencil x = cubic_stencil(at[0], s.grid.spacing, s.grid.first_x),
                     y = cubic_stencil(at[1], s.grid.spacing, s.grid.first_y);
  Vector sum{0, 0};
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) {
      const std::int64_t node = (x.first + i) * s.grid.nodes + y.first + j;
      const float weight = x.weights[i] * y.weights[j];
      sum.x += weight * s.push_x[node];
      sum.y += weight * s.push_y[node];
    }
  return sum;
}

KOKKOS_INLINE_FUNCTION float next_gain(float gain, float last_move, float gradient) {
  const bool turns_back = (last_move > 0 && gradient > 0) || (last_move < 0 && gradient < 0);
  return turns_back ? gain * kLowered + kLeastGain : gain + kRaised;
}

struct MoveByTsne {
  MapGraph g;
  TsneStep s;
  const float* positions;
  float* last_move;
  float* gains;
  float* moved;

  KOKKOS_INLINE_FUNCTION void operator()(std::int64_t i) const {
    const float* here = positions + 2 * (g.first + i);
    const Vector near = pull(g, positions, i), far = interpolate(s, here);
    const float gradient[2] = {s.pull * near.x - s.push * far.x, s.pull * near.y - s.push * far.y};
    float* move = last_move + 2 * i;
    for (int axis = 0; axis < 2; ++axis) {
      float& gain = gains[2 * i + axis];
      gain = next_gain(gain, move[axis], gradient[axis]);
      move[axis] = s.momentum * move[axis] - gain * gradient[axis];
    }
    const float length = std::sqrt(move[0] * move[0] + move[1] * move[1]);
    const float scale = length > kLongestMove ? kLongestMove / length : 1;
    for (int axis = 0; axis < 2; ++axis) {
      move[axis] *= scale;
      moved[2 * i + axis] = here[axis] + move[axis];
    }
  }
};

}  // namespace

void move_by_tsne(const Place& place, const MapGraph& graph, const TsneStep& step, const float* positions,
                  float* last_move, float* gains, float* moved) {
  for_items(place, "move_by_tsne", graph.own, MoveByTsne{graph, step, positions, last_move, gains, moved});
}

}  // namespace thema::kernels
