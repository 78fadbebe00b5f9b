// SPDX-License-Identifier: Apache-2.0
#include "thema/project/umap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "project/made_papers.hpp"
#include "thema/project/fuzzy_graph.hpp"
#include "thema/project/starting_positions.hpp"

namespace thema::maps {
namespace {

TEST(StartingPositions, ReachTenAndPartEqualPapers) {
  const std::vector<float> start{0.5f, -0.1f, 0.2f, 0.25f, 0.2f, 0.25f};
  const auto positions = starting_positions(start, 10, 3);
  for (std::size_t i = 0; i < start.size(); ++i) EXPECT_NEAR(positions[i], 20 * start[i], 1.1e-4);
  EXPECT_NE(positions[2], positions[4]);
  EXPECT_EQ(positions, starting_positions(start, 10, 3));
  EXPECT_NE(positions, starting_positions(start, 10, 4));
}

std::vector<float> layout_of(const MadePapers& made, const ProjectOptions& options) {
  Context alone = test_context(MPI_COMM_SELF);
  const Embeddings all = share_of(made, Range{0, made.count()});
  const LaidOut papers = choose_laid_out(alone, all, made.count(), 0);
  const NeighbourGraph graph = fuzzy_graph(alone, papers, nearest_neighbours(alone, papers, options.neighbours));
  StartingMap start;  // a disc in which no topic has a place of its own
  for (std::int64_t i = 0; i < 2 * made.count(); ++i)
    start.coordinates.push_back(static_cast<float>(random_unit(5, Draw::test, static_cast<std::uint64_t>(i)) - 0.5));
  LayoutCheckpoint nothing_kept;
  return umap_layout(alone, papers, {graph, {}}, [&] { return start; }, options, {nothing_kept, "umap"});
}

double distance(const std::vector<float>& map, std::int64_t i, std::int64_t j) {
  const auto at = [&](std::int64_t p, std::int64_t c) {
    return static_cast<double>(map[static_cast<std::size_t>(2 * p + c)]);
  };
  return std::hypot(at(i, 0) - at(j, 0), at(i, 1) - at(j, 1));
}

// 6 planted topics, paper i in topic i % 6. From a random start some papers may be caught on the wrong side, so nearly
// all, not all, nearest papers on the map must share the topic.
TEST(Umap, PlantedTopicsPart) {
  ProjectOptions options;
  const MadePapers made = papers_around(6, 480, 32, 0.3);
  const std::vector<float> map = layout_of(made, options);
  std::int64_t same = 0;
  for (std::int64_t i = 0; i < made.count(); ++i) {
    std::int64_t nearest = i == 0 ? 1 : 0;
    for (std::int64_t j = 0; j < made.count(); ++j)
      if (j != i && distance(map, i, j) < distance(map, i, nearest)) nearest = j;
    same += nearest % 6 == i % 6 ? 1 : 0;
  }
  EXPECT_GE(same, made.count() * 98 / 100);
}

// Two papers that are each other's only neighbour: they settle near each other, and nothing grows without bound, also
// with a step far beyond what an explicit scheme could take.
TEST(Umap, LargeStepsStayBounded) {
  for (const double rate : {0.1, 1.0, 50.0}) {
    ProjectOptions options;
    options.learning_rate = rate;
    const std::vector<float> map = layout_of(papers_around(3, 60, 16, 0.3), options);
    for (const float x : map) EXPECT_LT(std::abs(x), 1000) << "learning rate " << rate;
  }
}

TEST(Umap, SeedsGiveOtherMaps) {
  ProjectOptions one, two;
  two.seed = 1;
  const MadePapers made = papers_around(3, 60, 16, 0.3);
  EXPECT_EQ(layout_of(made, one), layout_of(made, one));
  EXPECT_NE(layout_of(made, one), layout_of(made, two));
}

TEST(Umap, SmallMinDistPacksTightly) {
  ProjectOptions tight, loose;
  tight.min_dist = 0.01;
  loose.min_dist = 0.9;
  const MadePapers made = papers_around(4, 200, 16, 0.3);
  const auto mean_nearest = [&](const std::vector<float>& map) {
    double sum = 0;
    for (std::int64_t i = 0; i < 200; ++i) {
      double nearest = 1e9;
      for (std::int64_t j = 0; j < 200; ++j) nearest = j == i ? nearest : std::min(nearest, distance(map, i, j));
      sum += nearest / 200;
    }
    return sum;
  };
  EXPECT_LT(2 * mean_nearest(layout_of(made, tight)), mean_nearest(layout_of(made, loose)));
}

}  // namespace
}  // namespace thema::maps
