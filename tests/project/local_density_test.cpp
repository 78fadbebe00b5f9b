// SPDX-License-Identifier: Apache-2.0
#include "thema/project/local_density.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "project/made_papers.hpp"
#include "thema/project/fuzzy_graph.hpp"

namespace thema::maps {
namespace {

constexpr SimilarityCurve kCurve{1.58, 0.9};
constexpr double kStrength = 0.05;  // no force reaches its limit

/// A corpus with its graph; positions in a disc of 6 units.
struct Joined {
  Context context;
  Embeddings mine;
  LaidOut papers;
  NeighbourGraph graph;
  std::vector<double> radii;
  std::vector<float> positions;

  explicit Joined(MPI_Comm comm = MPI_COMM_WORLD)
      : context(test_context(comm)),
        mine(share_of(papers_around(4, kPapers, 12, 0.4), context.comm)),
        papers(choose_laid_out(context, mine, kPapers, 0)) {
    const Neighbours near = nearest_neighbours(context, papers, 6);
    graph = fuzzy_graph(context, papers, near);
    radii = local_radii(context, papers, near);
    for (std::uint64_t i = 0; i < 2 * kPapers; ++i)
      positions.push_back(static_cast<float>(6 * random_unit(8, Draw::test, i)));
  }
  kernels::MapGraph edges() const {
    return {papers.own.first,    papers.own.size(),    papers.total(),
            graph.starts.data(), graph.columns.data(), graph.weights.data()};
  }
  LocalDensity density() const { return {context.comm, edges(), radii, kCurve, kStrength}; }

  static constexpr std::int64_t kPapers = 120;
};

// densMAP's term by its definition (Narayan, Berger and Cho 2021, equations 3 to 6), all in double.
double objective_by_definition(const Joined& joined, const std::vector<double>& positions) {
  const auto n = static_cast<double>(Joined::kPapers);
  std::vector<double> radii;
  double weights = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Joined::kPapers); ++i) {
    double sum = 0, weighted = 0;
    for (auto e = static_cast<std::size_t>(joined.graph.starts[i]);
         e < static_cast<std::size_t>(joined.graph.starts[i + 1]); ++e) {
      const std::size_t j = joined.graph.columns[e];
      const double squared =
          std::pow(positions[2 * i] - positions[2 * j], 2) + std::pow(positions[2 * i + 1] - positions[2 * j + 1], 2);
      const double phi = 1 / (1 + kCurve.a * std::pow(squared, kCurve.b));
      sum += phi;
      weighted += phi * squared;
      weights += static_cast<double>(joined.graph.weights[e]) / 2;
    }
    radii.push_back(std::log(1e-8 + weighted / sum));
  }
  const double mean = std::accumulate(radii.begin(), radii.end(), 0.0) / n;
  double covariance = 0, variance = 0.1;
  for (std::size_t i = 0; i < radii.size(); ++i) {
    covariance += (radii[i] - mean) * joined.radii[i] / n;
    variance += (radii[i] - mean) * (radii[i] - mean) / n;
  }
  return kStrength * weights * covariance / std::sqrt(variance);
}

TEST(LocalDensity, ForcesAreTheGradientByFiniteDifferences) {
  const Joined joined(MPI_COMM_SELF);
  LocalDensity density = joined.density();
  const std::vector<double> here(joined.positions.begin(), joined.positions.end());
  const std::vector<float> forces = density.forces(joined.positions);
  double largest = 0;
  for (std::size_t i = 0; i < here.size(); ++i) {
    constexpr double kStep = 1e-4;
    std::vector<double> ahead = here, behind = here;
    ahead[i] += kStep;
    behind[i] -= kStep;
    const double slope =
        (objective_by_definition(joined, ahead) - objective_by_definition(joined, behind)) / (2 * kStep);
    EXPECT_NEAR(forces[i], slope, 1e-4) << "coordinate " << i;
    largest = std::max(largest, std::abs(slope));
  }
  EXPECT_GT(largest, 0.1);  // the tolerance says something
}

TEST(LocalDensity, BitsAreThoseOfOneRank) {
  const Joined alone(MPI_COMM_SELF), together;
  EXPECT_EQ(together.radii, alone.radii);
  LocalDensity serial = alone.density(), density = together.density();
  EXPECT_EQ(together.context.comm.all_gather(density.forces(together.positions)), serial.forces(alone.positions));
}

// The first paper has no edges: the others feel what they would feel without it.
TEST(LocalDensity, PapersWithoutEdgesSayNothing) {
  Joined joined(MPI_COMM_SELF);
  NeighbourGraph cut;
  cut.starts = {0, 0};
  for (std::size_t i = 1; i < static_cast<std::size_t>(Joined::kPapers); ++i) {
    for (auto e = static_cast<std::size_t>(joined.graph.starts[i]);
         e < static_cast<std::size_t>(joined.graph.starts[i + 1]); ++e) {
      if (joined.graph.columns[e] == 0) continue;
      cut.columns.push_back(joined.graph.columns[e]);
      cut.weights.push_back(joined.graph.weights[e]);
    }
    cut.starts.push_back(std::ssize(cut.columns));
  }
  joined.graph = cut;
  const std::vector<float> with = joined.density().forces(joined.positions);
  // The same without the first paper at all; the strength is divided by the number of papers.
  NeighbourGraph rest{{cut.starts.begin() + 1, cut.starts.end()}, cut.columns, cut.weights};
  for (std::uint32_t& column : rest.columns) --column;
  const kernels::MapGraph edges{
      0, Joined::kPapers - 1, Joined::kPapers - 1, rest.starts.data(), rest.columns.data(), rest.weights.data()};
  const std::vector<double> radii(joined.radii.begin() + 1, joined.radii.end());
  LocalDensity alone(joined.context.comm, edges, radii, kCurve, kStrength * (Joined::kPapers - 1) / Joined::kPapers);
  const std::vector<float> without = alone.forces({joined.positions.begin() + 2, joined.positions.end()});
  EXPECT_EQ(with[0], 0);
  for (std::size_t i = 0; i < without.size(); ++i) EXPECT_NEAR(with[i + 2], without[i], 1e-5) << i;
}

// Two pairs, 60 and 90 degrees apart: 2 - 2 cos is 1 and 2, whose logarithms are standardised to -1 and 1.
TEST(LocalRadii, OfTwoPairsByHand) {
  Context context = test_context();
  MadePapers made{4, {1, 0, 0, 0, 0.5F, std::sqrt(0.75F), 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}};
  // The third and the fourth are at right angles with all, so the first paper is theirs by position.
  const Embeddings mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, 4, 0);
  const std::vector<double> radii = local_radii(context, papers, nearest_neighbours(context, papers, 1));
  ASSERT_EQ(radii.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(radii[i], i < 2 ? -1 : 1, 1e-6);
}

TEST(LocalRadii, OfCopiesAloneAreZero) {
  Context context = test_context();
  MadePapers made{2, {}};
  for (int i = 0; i < 60; ++i) made.values.insert(made.values.end(), {0.6F, 0.8F});
  const Embeddings mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, 60, 0);
  const auto radii = local_radii(context, papers, nearest_neighbours(context, papers, 7));
  EXPECT_EQ(radii, std::vector<double>(60, 0));
}

}  // namespace
}  // namespace thema::maps
