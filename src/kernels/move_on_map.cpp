// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/move_on_map.hpp"

#include <Kokkos_Core.hpp>
#include <cmath>

#include "thema/core/random.hpp"

namespace thema::kernels {

namespace {

constexpr float kLargestPush = 4, kSoftening = 1e-3f;  // umap-learn's
// Of a vertex with more, this many random ones stand for all, each pushing harder.
constexpr std::int64_t kMostNegatives = 512;

/// What acts on one vertex; for springs also the sum of their constants.
struct Force {
  float x = 0, y = 0, stiffness = 0;
};

KOKKOS_INLINE_FUNCTION float limited(float x) {
  const float below = x < kLargestPush ? x : kLargestPush;
  return below > -kLargestPush ? below : -kLargestPush;
}

KOKKOS_INLINE_FUNCTION float weight_sum(const MapGraph& g, std::int64_t own) {
  float sum = 0;
  for (std::int64_t e = g.starts[own]; e < g.starts[own + 1]; ++e) sum += g.weights[e];
  return sum;
}

// Coincident vertices do not pull.
KOKKOS_INLINE_FUNCTION Force pull(const MapGraph& g, const MapEpoch& epoch, const float* positions, std::int64_t own) {
  const float* here = positions + 2 * (g.first + own);
  Force sum;
  for (std::int64_t e = g.starts[own]; e < g.starts[own + 1]; ++e) {
    const float* there = positions + 2 * g.columns[e];
    const float dx = there[0] - here[0], dy = there[1] - here[1], squared = dx * dx + dy * dy;
    if (squared == 0) continue;
    const float power = std::pow(squared, epoch.b);
    const float spring = 4 * g.weights[e] * epoch.a * epoch.b * power / (squared * (1 + epoch.a * power));
    sum.x += spring * dx;
    sum.y += spring * dy;
    sum.stiffness += spring;
  }
  return sum;
}

KOKKOS_INLINE_FUNCTION Force push(const MapGraph& g, const MapEpoch& epoch, const float* positions, std::int64_t own) {
  const float wanted = static_cast<float>(epoch.negatives) * weight_sum(g, own);
  const auto all = static_cast<std::int64_t>(std::ceil(wanted));
  const std::int64_t vertex = g.first + own, draws = all < kMostNegatives ? all : kMostNegatives;
  const float* here = positions + 2 * vertex;
  Force sum;
  for (std::int64_t s = 0; s < draws; ++s) {
    const auto other = static_cast<std::int64_t>(
        random_below(static_cast<std::uint64_t>(g.total), epoch.seed, Draw::layout, static_cast<std::uint64_t>(vertex),
                     static_cast<std::uint32_t>(epoch.number * kMostNegatives + s)));
    if (other == vertex) continue;
    const float dx = here[0] - positions[2 * other], dy = here[1] - positions[2 * other + 1];
    const float squared = dx * dx + dy * dy;
    const float slope = 2 * epoch.b / ((kSoftening + squared) * (1 + epoch.a * std::pow(squared, epoch.b)));
    sum.x += limited(slope * dx);
    sum.y += limited(slope * dy);
  }
  if (draws == 0) return sum;
  const float share = wanted / static_cast<float>(draws);
  return {sum.x * share, sum.y * share, 0};
}

}  // namespace

void move_on_map(const MapGraph& graph, const MapEpoch& epoch, const float* positions, float* last_move, float* moved) {
  const MapGraph g = graph;
  const MapEpoch e = epoch;
  const Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace, Kokkos::IndexType<std::int64_t>> all_own(0, g.own);
  Kokkos::parallel_for("move_on_map", all_own, [=](std::int64_t i) {
    const Force near = pull(g, e, positions, i), far = push(g, e, positions, i);
    const float step = e.step / (1 + 2 * e.step * near.stiffness);
    const float* here = positions + 2 * (g.first + i);
    float* move = last_move + 2 * i;
    move[0] = e.momentum * move[0] + step * (near.x + far.x);
    move[1] = e.momentum * move[1] + step * (near.y + far.y);
    moved[2 * i] = here[0] + move[0];
    moved[2 * i + 1] = here[1] + move[1];
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
