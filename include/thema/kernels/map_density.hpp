// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/move_on_map.hpp"

namespace thema::kernels {

/// Sums over the edges of own vertices with similarity phi = 1 / (1 + a d^(2b)) at distance d on the map:
/// sums [own, 2] = sum of phi, sum of phi d^2. Their quotient is the squared local radius of a vertex on the map.
/// Host memory; done when it returns.
void local_radius_sums(const MapGraph& graph, float a, float b, const float* positions, float* sums);

/// How the objective changes with the local radii of all vertices.
struct DensityPull {
  float a, b, strength;
  const float* slopes;         ///< [total]: by the logarithm of the squared radius, divided by the vertex's sum of phi
  const float* inverse_radii;  ///< [total]: of the squared radii
};

/// forces [own, 2]: the gradient by own positions of an objective of the local radii, by both ends of every edge
/// (Narayan, Berger and Cho 2021, supplementary note 2), each coordinate of an edge's force at most 4. Host memory;
/// done when it returns.
void density_forces(const MapGraph& graph, const DensityPull& pull, const float* positions, float* forces);

}  // namespace thema::kernels
