// SPDX-License-Identifier: Apache-2.0
#include "thema/project/fuzzy_graph.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "thema/core/fixed_point.hpp"

namespace thema::maps {

namespace {

constexpr int kBisections = 64;
constexpr double kTolerance = 1e-5, kLeastScale = 1e-3;  // umap-learn's
// Unit norm in fp32 leaves this much between a paper and its copy.
constexpr double kSameDistance = 0x1p-20;

/// Membership of `to` in the neighbourhood of `from`.
struct Membership {
  std::int64_t from, to;
  double weight;
};

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
  double low = 0, high = std::numeric_limits<double>::infinity(), sigma = 1;
  for (int i = 0; i < kBisections; ++i) {
    const double difference = membership_sum(distances, {rho, sigma}) - wanted;
    if (std::abs(difference) < kTolerance) break;
    (difference > 0 ? high : low) = sigma;
    sigma = std::isinf(high) ? 2 * sigma : (low + high) / 2;
  }
  return sigma;
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

std::vector<Membership> own_memberships(const Communicator& comm, const LaidOut& papers, const Neighbours& neighbours) {
  const std::vector<double> distances = distances_of(neighbours);
  const double mean = mean_over_ranks(comm, distances, papers.total());
  std::vector<Membership> edges;
  edges.reserve(distances.size());
  const auto m = static_cast<std::size_t>(neighbours.count);
  for (std::int64_t i = 0; i < papers.own.size(); ++i) {
    const auto own = std::span(distances).subspan(static_cast<std::size_t>(i) * m, m);
    const NeighbourhoodScale scale = neighbourhood_scale(own, mean);
    for (std::size_t j = 0; j < m; ++j)
      edges.push_back({papers.own.first + i, neighbours.of(i)[j], membership(own[j], scale)});
  }
  return edges;
}

std::size_t owner_of(const LaidOut& papers, std::int64_t position) {
  const auto after = std::upper_bound(papers.starts.begin(), papers.starts.end(), position);
  return static_cast<std::size_t>(after - papers.starts.begin()) - 1;
}

// What other papers say of this rank's, each edge turned round.
std::vector<Membership> exchange(const Communicator& comm, const LaidOut& papers,
                                 const std::vector<Membership>& edges) {
  std::vector<std::vector<Membership>> outgoing(static_cast<std::size_t>(comm.size()));
  for (const Membership& e : edges) outgoing[owner_of(papers, e.to)].push_back({e.to, e.from, e.weight});
  std::vector<Membership> received;
  for (const auto& part : comm.all_to_all(outgoing)) received.insert(received.end(), part.begin(), part.end());
  return received;
}

// Both directions of an edge stand next to each other after sorting; one alone is its own union.
FuzzyGraph unite(std::vector<Membership> edges, const LaidOut& papers) {
  std::sort(edges.begin(), edges.end(), [](const Membership& x, const Membership& y) {
    if (x.from != y.from) return x.from < y.from;
    return x.to != y.to ? x.to < y.to : x.weight < y.weight;
  });
  FuzzyGraph graph;
  graph.starts.assign(static_cast<std::size_t>(papers.own.size()) + 1, 0);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const Membership& e = edges[i];
    double weight = e.weight;
    if (i + 1 < edges.size() && edges[i + 1].from == e.from && edges[i + 1].to == e.to) {
      weight = e.weight + edges[i + 1].weight - e.weight * edges[i + 1].weight;
      ++i;
    }
    if (static_cast<float>(weight) == 0) continue;
    graph.columns.push_back(e.to);
    graph.weights.push_back(static_cast<float>(weight));
    ++graph.starts[static_cast<std::size_t>(e.from - papers.own.first) + 1];
  }
  for (std::size_t i = 1; i < graph.starts.size(); ++i) graph.starts[i] += graph.starts[i - 1];
  return graph;
}

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

FuzzyGraph fuzzy_graph(Context& context, const LaidOut& papers, const Neighbours& neighbours) {
  const Region region(context.timings, "project: graph");
  std::vector<Membership> edges = own_memberships(context.comm, papers, neighbours);
  const std::vector<Membership> received = exchange(context.comm, papers, edges);
  edges.insert(edges.end(), received.begin(), received.end());
  return unite(std::move(edges), papers);
}

}  // namespace thema::maps
