// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/map_density.hpp"

#include <Kokkos_Core.hpp>

#include "map_forces.hpp"
#include "thema/kernels/fast_power.hpp"

namespace thema::kernels {

namespace {

using OwnVertices = Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace, Kokkos::IndexType<std::int64_t>>;

/// An edge as it lies on the map.
struct EdgeOnMap {
  float dx, dy, squared;  ///< from the other end to this one
};

KOKKOS_INLINE_FUNCTION EdgeOnMap edge_on_map(const MapGraph& g, const float* positions, std::int64_t own,
                                             std::int64_t edge) {
  const float* here = positions + 2 * (g.first + own);
  const float* there = positions + 2 * static_cast<std::int64_t>(g.columns[edge]);
  const float dx = here[0] - there[0], dy = here[1] - there[1];
  return {dx, dy, dx * dx + dy * dy};
}

}  // namespace

void local_radius_sums(const MapGraph& graph, float a, float b, const float* positions, float* sums) {
  const MapGraph g = graph;
  Kokkos::parallel_for("local_radius_sums", OwnVertices(0, g.own), [=](std::int64_t i) {
    float similarity = 0, weighted = 0;
    for (std::int64_t e = g.starts[i]; e < g.starts[i + 1]; ++e) {
      const float squared = edge_on_map(g, positions, i, e).squared, phi = 1 / (1 + a * fast_power(squared, b));
      similarity += phi;
      weighted += phi * squared;
    }
    sums[2 * i] = similarity;
    sums[2 * i + 1] = weighted;
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

void density_forces(const MapGraph& graph, const DensityPull& pull, const float* positions, float* forces) {
  const MapGraph g = graph;
  const DensityPull p = pull;
  Kokkos::parallel_for("density_forces", OwnVertices(0, g.own), [=](std::int64_t i) {
    const std::int64_t vertex = g.first + i;
    float x = 0, y = 0;
    for (std::int64_t e = g.starts[i]; e < g.starts[i + 1]; ++e) {
      const EdgeOnMap edge = edge_on_map(g, positions, i, e);
      if (edge.squared == 0) continue;  // no direction
      const std::int64_t other = g.columns[e];
      const float power = fast_power(edge.squared, p.b), phi = 1 / (1 + p.a * power);
      const float by_distance = p.a * p.b * power * phi / edge.squared, by_radius = 1 - p.b * (1 - phi);
      const float change = p.slopes[vertex] * (by_radius * p.inverse_radii[vertex] + by_distance) +
                           p.slopes[other] * (by_radius * p.inverse_radii[other] + by_distance);
      const float along = 2 * p.strength * phi * change;
      x += limited(along * edge.dx);
      y += limited(along * edge.dy);
    }
    forces[2 * i] = x;
    forces[2 * i + 1] = y;
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
