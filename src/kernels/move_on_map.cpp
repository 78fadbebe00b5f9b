// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/move_on_map.hpp"

#include <cmath>

#include "for_items.hpp"
#include "map_forces.hpp"
#include "thema/core/random.hpp"
#include "thema/kernels/fast_power.hpp"

namespace thema::kernels {

namespace {

constexpr float kSoftening = 1e-3f;  // umap-learn's
// Of a vertex with more, this many random ones stand for all, each pushing harder.
constexpr std::int64_t kMostNegatives = 512;

constexpr int kLanes = 8;
// Differences to so many vertices are gathered before they are used: a processor that stores single numbers and reads
// them back as vectors at once has to wait. On a GPU they are registers.
#ifdef __CUDA_ARCH__
constexpr int kGathered = kLanes;
#else
constexpr int kGathered = 8 * kLanes;
#endif

/// What acts on one vertex; for springs also the sum of their constants.
struct Force {
  float x = 0, y = 0, stiffness = 0;
};

KOKKOS_INLINE_FUNCTION float weight_sum(const MapGraph& g, std::int64_t own) {
  float sum = 0;
  for (std::int64_t e = g.starts[own]; e < g.starts[own + 1]; ++e) sum += g.weights[e];
  return sum;
}

/// Sums side by side, so that the compiler makes vector instructions of the loops over them.
struct Lanes {
  float x[kLanes] = {}, y[kLanes] = {}, stiffness[kLanes] = {};
  KOKKOS_INLINE_FUNCTION Force total() const {
    Force sum;
    for (int l = 0; l < kLanes; ++l) {
      sum.x += x[l];
      sum.y += y[l];
      sum.stiffness += stiffness[l];
    }
    return sum;
  }
};

// So many vertices, at most kGathered, in whole lanes.
KOKKOS_INLINE_FUNCTION int whole_lanes(std::int64_t count) {
  const std::int64_t lanes = (count + kLanes - 1) / kLanes * kLanes;
  return static_cast<int>(lanes < kGathered ? lanes : kGathered);
}

// Coincident vertices do not pull. The lanes behind the last edge take the vertex itself, which does not either.
KOKKOS_INLINE_FUNCTION Force pull(const MapGraph& g, const MapEpoch& epoch, const float* positions, std::int64_t own) {
  const float* here = positions + 2 * (g.first + own);
  const float strength = 4 * epoch.a * epoch.b;
  const std::int64_t last = g.starts[own + 1];
  Lanes sums;
  for (std::int64_t first = g.starts[own]; first < last; first += kGathered) {
    float dx[kGathered], dy[kGathered], weight[kGathered];
    const int gathered = whole_lanes(last - first);
    for (int i = 0; i < gathered; ++i) {
      const bool is_edge = first + i < last;
      const float* there = is_edge ? positions + 2 * static_cast<std::int64_t>(g.columns[first + i]) : here;
      dx[i] = there[0] - here[0];
      dy[i] = there[1] - here[1];
      weight[i] = is_edge ? g.weights[first + i] : 0;
    }
    for (int i = 0; i < gathered; i += kLanes)
      for (int l = 0; l < kLanes; ++l) {
        const float x = dx[i + l], y = dy[i + l];
        const float squared = fused(x, x, y * y), power = fast_power(squared, epoch.b);
        const float apart = squared > 0 ? squared : 1;
        const float spring = squared > 0 ? weight[i + l] * strength * power / (apart * fused(epoch.a, power, 1)) : 0;
        sums.x[l] = fused(spring, x, sums.x[l]);
        sums.y[l] = fused(spring, y, sums.y[l]);
        sums.stiffness[l] += spring;
      }
  }
  return sums.total();
}

// Random vertices, four of a draw; of 2^32 values, so none is preferred by more than total / 2^32.
KOKKOS_INLINE_FUNCTION void draw_vertices(const MapGraph& g, const MapEpoch& epoch, std::int64_t vertex,
                                          std::int64_t first, std::int64_t* others) {
  for (int l = 0; l < kLanes; l += 4) {
    const auto index = static_cast<std::uint32_t>((epoch.number * kMostNegatives + first + l) / 4);
    const auto words =
        philox4x32({static_cast<std::uint32_t>(vertex), static_cast<std::uint32_t>(vertex >> 32), index,
                    static_cast<std::uint32_t>(Draw::layout)},
                   {static_cast<std::uint32_t>(epoch.seed), static_cast<std::uint32_t>(epoch.seed >> 32)});
    for (int w = 0; w < 4; ++w)
      others[l + w] = static_cast<std::int64_t>(
          (static_cast<std::uint64_t>(words[static_cast<std::size_t>(w)]) * static_cast<std::uint64_t>(g.total)) >> 32);
  }
}

KOKKOS_INLINE_FUNCTION Force push(const MapGraph& g, const MapEpoch& epoch, const float* positions, std::int64_t own) {
  const float wanted = static_cast<float>(epoch.negatives) * weight_sum(g, own);
  const auto all = static_cast<std::int64_t>(std::ceil(wanted));
  const std::int64_t vertex = g.first + own, draws = all < kMostNegatives ? all : kMostNegatives;
  const float* here = positions + 2 * vertex;
  Lanes sums;
  for (std::int64_t first = 0; first < draws; first += kGathered) {
    float dx[kGathered], dy[kGathered];
    const int gathered = whole_lanes(draws - first);
    for (int i = 0; i < gathered; i += kLanes) {
      std::int64_t others[kLanes];
      draw_vertices(g, epoch, vertex, first + i, others);
      for (int l = 0; l < kLanes; ++l) {
        // What is drawn too much, and the vertex itself, push from no direction.
        const float* there = first + i + l < draws ? positions + 2 * others[l] : here;
        dx[i + l] = here[0] - there[0];
        dy[i + l] = here[1] - there[1];
      }
    }
    for (int i = 0; i < gathered; i += kLanes)
      for (int l = 0; l < kLanes; ++l) {
        const float x = dx[i + l], y = dy[i + l], squared = fused(x, x, y * y);
        const float slope = 2 * epoch.b / ((kSoftening + squared) * fused(epoch.a, fast_power(squared, epoch.b), 1));
        sums.x[l] += limited(slope * x);
        sums.y[l] += limited(slope * y);
      }
  }
  const Force sum = sums.total();
  if (draws == 0) return sum;
  const float share = wanted / static_cast<float>(draws);
  return {sum.x * share, sum.y * share, 0};
}

struct MoveOnMap {
  MapGraph g;
  MapEpoch e;
  const float* positions;
  const float* more;
  float* last_move;
  float* moved;

  KOKKOS_INLINE_FUNCTION void operator()(std::int64_t i) const {
    const Force near = pull(g, e, positions, i);
    Force far = push(g, e, positions, i);
    if (more != nullptr) {
      far.x += more[2 * i];
      far.y += more[2 * i + 1];
    }
    const float step = e.step / (1 + 2 * e.step * near.stiffness);
    const float* here = positions + 2 * (g.first + i);
    float* move = last_move + 2 * i;
    move[0] = e.momentum * move[0] + step * (near.x + far.x);
    move[1] = e.momentum * move[1] + step * (near.y + far.y);
    moved[2 * i] = here[0] + move[0];
    moved[2 * i + 1] = here[1] + move[1];
  }
};

}  // namespace

void move_on_map(const Place& place, const MapGraph& graph, const MapEpoch& epoch, const float* positions,
                 const float* more, float* last_move, float* moved) {
  for_items(place, "move_on_map", graph.own, MoveOnMap{graph, epoch, positions, more, last_move, moved});
}

}  // namespace thema::kernels
