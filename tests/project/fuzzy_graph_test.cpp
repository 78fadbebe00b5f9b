// SPDX-License-Identifier: Apache-2.0
#include "thema/project/fuzzy_graph.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "project/made_papers.hpp"

namespace thema::maps {
namespace {

double memberships(const std::vector<double>& distances, const NeighbourhoodScale& scale) {
  double sum = 0;
  for (const double d : distances) sum += d <= scale.rho ? 1 : std::exp(-(d - scale.rho) / scale.sigma);
  return sum;
}

TEST(NeighbourhoodScale, MembershipsSumToLog2OfTheCount) {
  for (const std::int64_t m : {3, 7, 15, 50}) {
    std::vector<double> distances;
    for (std::int64_t i = 0; i < m; ++i)
      distances.push_back(0.1 + 0.02 * static_cast<double>(i) +
                          0.019 * random_unit(1, Draw::test, static_cast<std::uint64_t>(i)));
    const NeighbourhoodScale scale = neighbourhood_scale(distances, 1);
    EXPECT_EQ(scale.rho, distances[0]);
    EXPECT_NEAR(memberships(distances, scale), std::log2(static_cast<double>(m + 1)), 1e-5);
  }
}

// umap-learn 0.5.12: smooth_knn_dist([[0, .1, .2, .3, .45, .7], [0, 0, 0, .2, .5, .6]], 6.0); a paper's distance to
// itself, 0, stands first there. The second is the lower bound, 1e-3 of the mean distance.
TEST(NeighbourhoodScale, IsUmapLearns) {
  const std::vector<double> plain{0.1, 0.2, 0.3, 0.45, 0.7}, duplicates{0, 0, 0.2, 0.5, 0.6};
  EXPECT_NEAR(neighbourhood_scale(plain, 1).sigma, 2.7813721e-01, 1e-5);
  EXPECT_DOUBLE_EQ(neighbourhood_scale(plain, 1).rho, 0.1);
  EXPECT_NEAR(neighbourhood_scale(duplicates, 1).sigma, 2.1666665e-04, 1e-10);
  EXPECT_DOUBLE_EQ(neighbourhood_scale(duplicates, 1).rho, 0.2);
}

TEST(NeighbourhoodScale, OfDuplicatesOnly) {
  const NeighbourhoodScale scale = neighbourhood_scale(std::vector<double>(5, 0.0), 0.4);
  EXPECT_EQ(scale.rho, 0);
  EXPECT_DOUBLE_EQ(scale.sigma, 4e-4);
}

/// Four papers on a circle at 0, 20, 50 and 120 degrees; with one neighbour each: 0 -> 1, 1 -> 0, 2 -> 1, 3 -> 2.
MadePapers four_papers() {
  MadePapers made{2, {}};
  for (const double degrees : {0.0, 20.0, 50.0, 120.0}) {
    made.values.push_back(static_cast<float>(std::cos(degrees * 0.017453292519943295)));
    made.values.push_back(static_cast<float>(std::sin(degrees * 0.017453292519943295)));
  }
  return made;
}

NeighbourGraph graph_of(Context& context, const MadePapers& made, std::int64_t neighbours) {
  const Embeddings mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, made.count(), 0);
  return fuzzy_graph(context, papers, nearest_neighbours(context, papers, neighbours));
}

// A nearest neighbour has membership 1, so every edge of a graph of single neighbours has weight 1.
TEST(FuzzyGraph, JoinsBothDirections) {
  Context context = test_context();
  const NeighbourGraph graph = graph_of(context, four_papers(), 1);
  const std::vector<std::vector<std::int64_t>> expected{{1}, {0, 2}, {1, 3}, {2}};
  const Range own = uneven_share(4, context.comm.size(), context.comm.rank());
  EXPECT_EQ(static_cast<std::int64_t>(graph.starts.size()), own.size() + 1);
  for (std::int64_t i = 0; i < own.size(); ++i) {
    const auto from = graph.columns.begin() + graph.starts[static_cast<std::size_t>(i)];
    const auto to = graph.columns.begin() + graph.starts[static_cast<std::size_t>(i) + 1];
    EXPECT_EQ(std::vector<std::int64_t>(from, to), expected[static_cast<std::size_t>(own.first + i)]);
  }
  for (const float w : graph.weights) EXPECT_EQ(w, 1);
}

using Dense = std::vector<std::vector<double>>;

void expect_weights(const Communicator& comm, const NeighbourGraph& graph, const Dense& expected) {
  const Range own = uneven_share(4, comm.size(), comm.rank());
  for (std::int64_t i = 0; i < own.size(); ++i) {
    std::vector<double> row(4, 0);
    for (auto e = graph.starts[static_cast<std::size_t>(i)]; e < graph.starts[static_cast<std::size_t>(i) + 1]; ++e)
      row[static_cast<std::size_t>(graph.columns[static_cast<std::size_t>(e)])] =
          static_cast<double>(graph.weights[static_cast<std::size_t>(e)]);
    for (std::size_t j = 0; j < 4; ++j)
      EXPECT_NEAR(row[j], expected[static_cast<std::size_t>(own.first + i)][j], 2e-5) << own.first + i << "-" << j;
  }
}

// With two neighbours each the memberships are 1 for the nearest and log2(3) - 1 for the other, by definition of
// sigma: 0 -> {1, 2}, 1 -> {0, 2}, 2 -> {1, 0}, 3 -> {2, 1}. With q = log2(3) - 1 the unions are
// 0-1: 1, 0-2: 2q - q^2, 1-2: 1 (1 + q - q), 1-3: q, 2-3: 1.
TEST(FuzzyGraph, UnitesMembershipsByHand) {
  Context context = test_context();
  const NeighbourGraph graph = graph_of(context, four_papers(), 2);
  const double q = std::log2(3.0) - 1, both = 2 * q - q * q;
  expect_weights(context.comm, graph, {{0, 1, both, 0}, {1, 0, 1, q}, {both, 1, 0, 1}, {0, q, 1, 0}});
}

// The same graph. Topics 0, 0, 1, 1 halve 0-2, 1-2 and 1-3; no paper's strongest edge, so a union of w with itself,
// 2w - w^2, follows. Topics 0, 1, 0, 1 with the hint 1 leave 0-2 and 1-3, now the strongest of their papers.
TEST(FuzzyGraph, IsGuidedByTopicsByHand) {
  Context context = test_context();
  const MadePapers made = four_papers();
  const Embeddings mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, 4, 0);
  const NeighbourGraph graph = fuzzy_graph(context, papers, nearest_neighbours(context, papers, 2));
  const double q = std::log2(3.0) - 1, both = 2 * q - q * q;
  const double weak = both - both * both / 4, weaker = q - q * q / 4;
  const std::vector<std::int32_t> halves{0, 0, 1, 1}, crossed{0, 1, 0, 1};
  expect_weights(context.comm, guided_by_topics(context, papers, graph, halves, 0.5),
                 {{0, 1, weak, 0}, {1, 0, 0.75, weaker}, {weak, 0.75, 0, 1}, {0, weaker, 1, 0}});
  expect_weights(context.comm, guided_by_topics(context, papers, graph, crossed, 1),
                 {{0, 0, 1, 0}, {0, 0, 0, 1}, {1, 0, 0, 0}, {0, 1, 0, 0}});
}

}  // namespace
}  // namespace thema::maps
