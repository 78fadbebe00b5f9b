// SPDX-License-Identifier: Apache-2.0
#include "thema/project/local_density.hpp"

#include <algorithm>
#include <cmath>

#include "thema/core/fixed_point.hpp"
#include "thema/kernels/map_density.hpp"
#include "thema/project/correlation.hpp"
#include "thema/project/fuzzy_graph.hpp"

namespace thema::maps {

namespace {

constexpr double kSoftening = 1e-8, kVarianceShift = 0.1;  // umap-learn's
// Of logarithms: radii that differ less differ by the rounding of embeddings.
constexpr double kLeastDeviation = 1e-9;

// Of edges in (0, 1], over all ranks, each edge once.
double weight_sum(const Communicator& comm, const kernels::MapGraph& graph) {
  const std::int64_t edges = graph.starts[graph.own];
  const FixedPoint fixed(comm.sum(edges));
  std::int64_t sum = 0;
  for (std::int64_t e = 0; e < edges; ++e) sum += fixed.encode(static_cast<double>(graph.weights[e]));
  return fixed.decode(comm.sum(sum)) / 2;
}

}  // namespace

std::vector<double> local_radii(Context& context, const LaidOut& papers, const Neighbours& neighbours) {
  const std::vector<double> weights = own_memberships(context.comm, papers, neighbours);
  const auto m = static_cast<std::size_t>(neighbours.count);
  std::vector<double> own;
  for (std::int64_t i = 0; i < papers.own.size(); ++i) {
    double sum = 0, weighted = 0;
    for (std::size_t e = static_cast<std::size_t>(i) * m; e < (static_cast<std::size_t>(i) + 1) * m; ++e) {
      sum += weights[e];
      weighted += weights[e] * (2 - 2 * neighbours.similarity[e]);
    }
    own.push_back(std::log(kSoftening + (sum > 0 ? std::max(0.0, weighted / sum) : 0)));
  }
  std::vector<double> radii = context.comm.all_gather(own);
  const double mean = mean_of(radii), deviation = std::sqrt(covariance(radii, radii));
  for (double& radius : radii) radius = deviation > kLeastDeviation ? (radius - mean) / deviation : 0;
  return radii;
}

LocalDensity::LocalDensity(const Communicator& comm, const kernels::MapGraph& graph, std::span<const double> radii,
                           const SimilarityCurve& curve, double strength)
    : comm_(&comm),
      graph_(graph),
      radii_(radii),
      curve_(curve),
      scale_(strength * weight_sum(comm, graph) / static_cast<double>(graph.total)),
      forces_(static_cast<std::size_t>(2 * graph.own)) {}

/// Of one paper; a paper without edges has no radius on the map and says nothing.
struct LocalDensity::OnMap {
  double similarity_sum, log_radius;
  bool has_radius() const { return similarity_sum > 0; }
};

std::vector<LocalDensity::OnMap> LocalDensity::on_map(const std::vector<float>& positions) const {
  std::vector<float> sums(static_cast<std::size_t>(2 * graph_.own));
  kernels::local_radius_sums(graph_, static_cast<float>(curve_.a), static_cast<float>(curve_.b), positions.data(),
                             sums.data());
  std::vector<OnMap> own;
  own.reserve(static_cast<std::size_t>(graph_.own));
  for (std::size_t i = 0; i < sums.size(); i += 2) {
    const auto similarity = static_cast<double>(sums[i]), weighted = static_cast<double>(sums[i + 1]);
    own.push_back({similarity, similarity > 0 ? std::log(kSoftening + weighted / similarity) : 0});
  }
  return comm_->all_gather(own);
}

const std::vector<float>& LocalDensity::forces(const std::vector<float>& positions) {
  const std::vector<OnMap> all = on_map(positions);
  std::vector<double> here, of_papers;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].has_radius()) continue;
    here.push_back(all[i].log_radius);
    of_papers.push_back(radii_[i]);
  }
  const double variance = covariance(here, here) + kVarianceShift;
  const double slope = covariance(here, of_papers) / variance, mean = here.empty() ? 0 : mean_of(here);
  const double mean_of_papers = here.empty() ? 0 : mean_of(of_papers);
  std::vector<float> slopes, inverse_radii;
  slopes.reserve(all.size());
  inverse_radii.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double weight = radii_[i] - mean_of_papers - slope * (all[i].log_radius - mean);
    slopes.push_back(static_cast<float>(all[i].has_radius() ? weight / all[i].similarity_sum : 0));
    inverse_radii.push_back(static_cast<float>(std::exp(-all[i].log_radius)));
  }
  const kernels::DensityPull pull{static_cast<float>(curve_.a), static_cast<float>(curve_.b),
                                  static_cast<float>(scale_ / std::sqrt(variance)), slopes.data(),
                                  inverse_radii.data()};
  kernels::density_forces(graph_, pull, positions.data(), forces_.data());
  return forces_;
}

}  // namespace thema::maps
