// SPDX-License-Identifier: Apache-2.0
#include "thema/project/fuzzy_graph.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "thema/core/fixed_point.hpp"
#include "thema/project/bisection.hpp"

namespace thema::maps {

namespace {

constexpr int kBisections = 64;       // umap-learn's
constexpr double kLeastScale = 1e-3;  // umap-learn's
// Unit norm in fp32 leaves this much between a paper and its copy.
constexpr double kSameDistance = 0x1p-20;

double distance_of(double similarity) {
  const double distance = 1 - similarity;
  return distance < kSameDistance ? 0 : distance;
}

double membership(double distance, const NeighbourhoodScale& scale) {
  const double beyond = distance - scale.rho;
  if (beyond <= 0) return 1;
  return scale.sigma == 0 ? 0 : std::exp(-beyond / scale.sigma);
}

double membership_sum(std::span<const double> distances, const NeighbourhoodScale& scale) {
  double sum = 0;
  for (const double d : distances) sum += membership(d, scale);
  return sum;
}

double bisect_sigma(std::span<const double> distances, double rho) {
  const double wanted = std::log2(static_cast<double>(distances.size() + 1));
  return bisect_positive(kBisections, [&](double sigma) { return membership_sum(distances, {rho, sigma}) - wanted; });
}

std::vector<double> distances_of(const Neighbours& neighbours) {
  std::vector<double> distances(neighbours.similarity.size());
  std::transform(neighbours.similarity.begin(), neighbours.similarity.end(), distances.begin(), distance_of);
  return distances;
}

// Mean distance of all papers to their neighbours, each itself, at distance 0, counted among them.
double mean_over_ranks(const Communicator& comm, const std::vector<double>& distances, std::int64_t papers) {
  const std::int64_t count = comm.sum(static_cast<std::int64_t>(distances.size()));
  const FixedPoint fixed(2 * count);  // a cosine distance is at most 2
  std::int64_t sum = 0;
  for (const double d : distances) sum += fixed.encode(d);
  return fixed.decode(comm.sum(sum)) / static_cast<double>(count + papers);
}

double fuzzy_union(double one, double other) { return one + other - one * other; }

}  // namespace

NeighbourhoodScale neighbourhood_scale(std::span<const double> distances, double mean_distance) {
  const auto first = std::find_if(distances.begin(), distances.end(), [](double d) { return d > 0; });
  NeighbourhoodScale scale;
  if (first != distances.end()) scale.rho = *first;
  scale.sigma = bisect_sigma(distances, scale.rho);
  double own_mean = 0;
  for (const double d : distances) own_mean += d / static_cast<double>(distances.size() + 1);
  scale.sigma = std::max(scale.sigma, kLeastScale * (scale.rho > 0 ? own_mean : mean_distance));
  return scale;
}

std::vector<double> own_memberships(const Communicator& comm, const LaidOut& papers, const Neighbours& neighbours) {
  std::vector<double> values = distances_of(neighbours);
  const double mean = mean_over_ranks(comm, values, papers.total());
  const auto m = static_cast<std::size_t>(neighbours.count);
  for (std::size_t first = 0; first < values.size(); first += m) {
    const auto own = std::span(values).subspan(first, m);
    const NeighbourhoodScale scale = neighbourhood_scale(own, mean);
    for (double& value : own) value = membership(value, scale);
  }
  return values;
}

NeighbourGraph fuzzy_graph(Context& context, const LaidOut& papers, const Neighbours& neighbours) {
  const Region region(context.timings, "project: graph");
  const std::vector<double> weights = own_memberships(context.comm, papers, neighbours);
  std::vector<NeighbourEdge> edges;
  edges.reserve(weights.size());
  for (std::size_t e = 0; e < weights.size(); ++e)
    edges.push_back(
        {papers.own.first + static_cast<std::int64_t>(e) / neighbours.count, neighbours.positions[e], weights[e]});
  return symmetric_graph(context.comm, papers, std::move(edges), fuzzy_union);
}

NeighbourGraph guided_by_topics(Context& context, const LaidOut& papers, const NeighbourGraph& graph,
                                std::span<const std::int32_t> topics, double hint) {
  const Region region(context.timings, "project: graph");
  std::vector<NeighbourEdge> edges;
  edges.reserve(graph.columns.size());
  for (std::int64_t i = 0; i < papers.own.size(); ++i) {
    const auto first = edges.size();
    double largest = 0;
    for (std::int64_t e = graph.starts[static_cast<std::size_t>(i)]; e < graph.starts[static_cast<std::size_t>(i) + 1];
         ++e) {
      const std::int64_t from = papers.own.first + i, to = graph.columns[static_cast<std::size_t>(e)];
      const bool same = topics[static_cast<std::size_t>(from)] == topics[static_cast<std::size_t>(to)];
      edges.push_back(
          {from, to, static_cast<double>(graph.weights[static_cast<std::size_t>(e)]) * (same ? 1 : 1 - hint)});
      largest = std::max(largest, edges.back().weight);
    }
    for (auto edge = edges.begin() + static_cast<std::ptrdiff_t>(first); edge != edges.end(); ++edge)
      edge->weight = largest > 0 ? edge->weight / largest : 0;
  }
  return symmetric_graph(context.comm, papers, std::move(edges), fuzzy_union);
}

}  // namespace thema::maps
