// SPDX-License-Identifier: Apache-2.0
#include "thema/project/affinities.hpp"

#include <algorithm>
#include <cmath>

#include "thema/project/bisection.hpp"

namespace thema::maps {

namespace {

constexpr int kBisections = 200;

// Distances from the nearest one on, so that no weight vanishes for being far from all.
struct Weights {
  double sum = 0, weighted_distance = 0;
};

Weights weigh(std::span<const double> squared_distances, double beta) {
  Weights w;
  for (const double squared : squared_distances) {
    const double beyond = squared - squared_distances.front(), weight = std::exp(-beta * beyond);
    w.sum += weight;
    w.weighted_distance += weight * beyond;
  }
  return w;
}

double entropy(std::span<const double> squared_distances, double beta) {
  const Weights w = weigh(squared_distances, beta);
  return std::log(w.sum) + beta * w.weighted_distance / w.sum;
}

std::vector<double> squared_distances_of(std::span<const double> similarity) {
  std::vector<double> squared;
  for (const double s : similarity) squared.push_back(std::max(0.0, 2 - 2 * s));
  return squared;
}

double mean_of_both(double one, double other) { return (one + other) / 2; }

}  // namespace

double neighbourhood_precision(std::span<const double> squared_distances, double perplexity) {
  const double wanted = std::log(perplexity);
  if (perplexity >= static_cast<double>(squared_distances.size())) return 0;
  // With more equal distances than the perplexity no precision tells them apart, and it grows to the largest.
  return bisect_positive(kBisections, [&](double beta) { return wanted - entropy(squared_distances, beta); });
}

NeighbourGraph affinities(Context& context, const LaidOut& papers, const Neighbours& neighbours, double perplexity) {
  const Region region(context.timings, "project: affinities");
  const auto m = static_cast<std::size_t>(neighbours.count);
  const double reached = std::min(perplexity, static_cast<double>(m) / 3);
  std::vector<NeighbourEdge> edges;
  edges.reserve(neighbours.positions.size());
  for (std::int64_t i = 0; m > 0 && i < papers.own.size(); ++i) {
    const auto squared =
        squared_distances_of(std::span(neighbours.similarity).subspan(static_cast<std::size_t>(i) * m, m));
    const double beta = neighbourhood_precision(squared, std::max(reached, 1.0)), sum = weigh(squared, beta).sum;
    for (std::size_t j = 0; j < m; ++j)
      edges.push_back(
          {papers.own.first + i, neighbours.of(i)[j], std::exp(-beta * (squared[j] - squared.front())) / sum});
  }
  return symmetric_graph(context.comm, papers, std::move(edges), mean_of_both);
}

}  // namespace thema::maps
