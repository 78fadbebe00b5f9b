// SPDX-License-Identifier: Apache-2.0
#include "thema/project/local_density.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "thema/core/fixed_point.hpp"
#include "thema/kernels/map_density.hpp"
#include "thema/project/fuzzy_graph.hpp"

namespace thema::maps {

namespace {

constexpr double kSoftening = 1e-8, kVarianceShift = 0.1;  // umap-learn's

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double covariance(std::span<const double> one, std::span<const double> other) {
  const double mean = mean_of(one), mean_other = mean_of(other);
  double sum = 0;
  for (std::size_t i = 0; i < one.size(); ++i) sum += (one[i] - mean) * (other[i] - mean_other);
  return sum / static_cast<double>(one.size());
}

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
  for (double& radius : radii) radius = deviation > 0 ? (radius - mean) / deviation : 0;
  return radii;
}

/// Of all papers.
struct LocalDensity::OnMap {
  std::vector<double> similarity_sums, log_radii;
};

LocalDensity::LocalDensity(const Communicator& comm, const kernels::MapGraph& graph, std::span<const double> radii,
                           const SimilarityCurve& curve, double strength)
    : comm_(&comm),
      graph_(graph),
      radii_(radii),
      curve_(curve),
      scale_(strength * weight_sum(comm, graph) / static_cast<double>(graph.total)),
      forces_(static_cast<std::size_t>(2 * graph.own)) {}

LocalDensity::OnMap LocalDensity::on_map(const std::vector<float>& positions) const {
  std::vector<float> own(static_cast<std::size_t>(2 * graph_.own));
  kernels::local_radius_sums(graph_, static_cast<float>(curve_.a), static_cast<float>(curve_.b), positions.data(),
                             own.data());
  const std::vector<float> sums = comm_->all_gather(own);
  OnMap all;
  for (std::size_t i = 0; i < sums.size(); i += 2) {
    const auto similarity = static_cast<double>(sums[i]), weighted = static_cast<double>(sums[i + 1]);
    all.similarity_sums.push_back(similarity);
    all.log_radii.push_back(std::log(kSoftening + (similarity > 0 ? weighted / similarity : 0)));
  }
  return all;
}

double LocalDensity::objective(const std::vector<float>& positions) const {
  const OnMap now = on_map(positions);
  return scale_ * static_cast<double>(graph_.total) * covariance(now.log_radii, radii_) /
         std::sqrt(covariance(now.log_radii, now.log_radii) + kVarianceShift);
}

const std::vector<float>& LocalDensity::forces(const std::vector<float>& positions) {
  const OnMap now = on_map(positions);
  const double variance = covariance(now.log_radii, now.log_radii) + kVarianceShift;
  const double slope = covariance(now.log_radii, radii_) / variance, mean = mean_of(now.log_radii);
  std::vector<float> slopes, inverse_radii;
  for (std::size_t i = 0; i < radii_.size(); ++i) {
    const double sum = now.similarity_sums[i], weight = radii_[i] - slope * (now.log_radii[i] - mean);
    slopes.push_back(static_cast<float>(sum > 0 ? weight / sum : 0));
    inverse_radii.push_back(static_cast<float>(std::exp(-now.log_radii[i])));
  }
  const kernels::DensityPull pull{static_cast<float>(curve_.a), static_cast<float>(curve_.b),
                                  static_cast<float>(scale_ / std::sqrt(variance)), slopes.data(),
                                  inverse_radii.data()};
  kernels::density_forces(graph_, pull, positions.data(), forces_.data());
  return forces_;
}

}  // namespace thema::maps
