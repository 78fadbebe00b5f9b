// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/kernels/move_on_map.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/neighbours.hpp"
#include "thema/project/similarity_curve.hpp"

namespace thema::maps {

/// The local radius of a paper, here log of the mean squared distance 2 - 2 cosine to its neighbours weighted by their
/// memberships, of all papers [M] on all ranks, less their mean and divided by their standard deviation (0 where all
/// are equal): densMAP's, of a paper's own neighbours (Narayan, Berger and Cho 2021). Collective.
std::vector<double> local_radii(Context& context, const LaidOut& papers, const Neighbours& neighbours);

/// Forces that bring the local radii on the map in line with those of the papers, so that what is dense is dense on the
/// map too: the gradient of strength * (sum of the edges' weights) * cov(on map, papers) / sqrt(var(on map) + 0.1), as
/// umap-learn's densMAP has it.
class LocalDensity {
 public:
  /// `radii` [M], from local_radii(), outlive the object. Collective.
  LocalDensity(const Communicator& comm, const kernels::MapGraph& graph, std::span<const double> radii,
               const SimilarityCurve& curve, double strength);

  /// [own, 2] at positions [M, 2]. Collective.
  const std::vector<float>& forces(const std::vector<float>& positions);

 private:
  struct OnMap;
  std::vector<OnMap> on_map(const std::vector<float>& positions) const;

  const Communicator* comm_;
  kernels::MapGraph graph_;
  std::span<const double> radii_;
  SimilarityCurve curve_;
  double scale_ = 0;  // strength times the edges' weight a paper, each edge counted once
  std::vector<float> forces_;
};

}  // namespace thema::maps
