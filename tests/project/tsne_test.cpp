// SPDX-License-Identifier: Apache-2.0
#include "thema/project/tsne.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "project/made_papers.hpp"
#include "thema/project/affinities.hpp"
#include "thema/project/pca.hpp"

namespace thema::maps {
namespace {

std::vector<double> conditional(const std::vector<double>& squared, double perplexity) {
  const double beta = neighbourhood_precision(squared, perplexity);
  std::vector<double> p;
  for (const double d : squared) p.push_back(std::exp(-beta * (d - squared.front())));
  const double sum = std::accumulate(p.begin(), p.end(), 0.0);
  for (double& x : p) x /= sum;
  return p;
}

// scikit-learn 1.9.1: sklearn.manifold._utils._binary_search_perplexity of rows of six squared distances, perplexity 3.
// It leaves out the entry of a row with itself, so of row i the i-th number.
TEST(NeighbourhoodPrecision, IsScikitLearns) {
  const std::vector<std::vector<double>> squared{
      {0.2, 0.3, 0.45, 0.7, 0.9}, {0, 0, 0.2, 0.5, 0.6}, {0.01, 0.011, 0.6, 0.7, 0.8}};
  const std::vector<std::vector<double>> expected{{0.53796845, 0.29965853, 0.12457518, 0.02884737, 0.00895047},
                                                  {0.42607952, 0.42607952, 0.12023994, 0.01802544, 0.00957558},
                                                  {0.44188165, 0.4403074, 0.05380411, 0.03765452, 0.02635231}};
  for (std::size_t row = 0; row < squared.size(); ++row) {
    const auto p = conditional(squared[row], 3);
    for (std::size_t j = 0; j < p.size(); ++j) EXPECT_NEAR(p[j], expected[row][j], 2e-4) << row << ", " << j;
  }
}

TEST(NeighbourhoodPrecision, OfEqualOrFewDistances) {
  EXPECT_EQ(neighbourhood_precision(std::vector<double>{0.3, 0.4}, 5), 0);
  for (const double distance : {0.0, 0.7}) {
    const auto p = conditional(std::vector<double>(9, distance), 3);
    for (const double x : p) EXPECT_NEAR(x, 1.0 / 9, 1e-12);
  }
}

TEST(Affinities, AreSymmetricAndAddUpToThePapers) {
  constexpr std::int64_t kPapers = 120;
  Context alone = test_context(MPI_COMM_SELF);
  const Embeddings all = share_of(papers_around(4, kPapers, 16, 0.5), Range{0, kPapers});
  const LaidOut papers = choose_laid_out(alone, all, kPapers, 0);
  const NeighbourGraph graph = affinities(alone, papers, nearest_neighbours(alone, papers, 30), 10);
  std::vector<float> dense(kPapers * kPapers, 0);
  double sum = 0;
  for (std::size_t i = 0; i < kPapers; ++i)
    for (auto e = graph.starts[i]; e < graph.starts[i + 1]; ++e) {
      dense[i * kPapers + graph.columns[static_cast<std::size_t>(e)]] = graph.weights[static_cast<std::size_t>(e)];
      sum += static_cast<double>(graph.weights[static_cast<std::size_t>(e)]);
    }
  EXPECT_NEAR(sum, kPapers, 1e-3);
  for (std::size_t i = 0; i < kPapers; ++i)
    for (std::size_t j = 0; j < kPapers; ++j) EXPECT_EQ(dense[i * kPapers + j], dense[j * kPapers + i]);
}

std::vector<float> layout_of(const MadePapers& made, const ProjectOptions& options) {
  Context alone = test_context(MPI_COMM_SELF);
  const Embeddings all = share_of(made, Range{0, made.count()});
  const LaidOut papers = choose_laid_out(alone, all, made.count(), 0);
  const Neighbours near = nearest_neighbours(alone, papers, affinity_neighbours(options.perplexity));
  LayoutCheckpoint nothing_kept;
  const auto start = [&] {
    return StartingMap{principal_components(alone, papers).coordinates, StartingMap::Kind::components};
  };
  return tsne_layout(alone, papers, affinities(alone, papers, near, options.perplexity), start, options,
                     {nothing_kept, "tsne"});
}

// 6 planted topics, paper i in topic i % 6: nearly all nearest papers on the map share the topic.
TEST(Tsne, PlantedTopicsPart) {
  const MadePapers made = papers_around(6, 480, 32, 0.3);
  const std::vector<float> map = layout_of(made, {});
  std::int64_t same = 0;
  for (std::size_t i = 0; i < 480; ++i) {
    std::size_t nearest = 0;
    double least = 1e9;
    for (std::size_t j = 0; j < 480; ++j) {
      const auto dx = static_cast<double>(map[2 * i] - map[2 * j]),
                 dy = static_cast<double>(map[2 * i + 1] - map[2 * j + 1]);
      if (j == i || dx * dx + dy * dy >= least) continue;
      least = dx * dx + dy * dy;
      nearest = j;
    }
    same += nearest % 6 == i % 6 ? 1 : 0;
  }
  EXPECT_GE(same, 480 * 98 / 100);
}

double extent_of(const std::vector<float>& map) {
  double sum = 0;
  for (const float x : map) sum += static_cast<double>(x) * static_cast<double>(x);
  return std::sqrt(sum / static_cast<double>(map.size()));
}

TEST(Tsne, ExaggerationDrawsTogether) {
  const MadePapers made = papers_around(6, 300, 32, 0.3);
  ProjectOptions plain, exaggerated;
  exaggerated.exaggeration = 4;
  EXPECT_LT(1.3 * extent_of(layout_of(made, exaggerated)), extent_of(layout_of(made, plain)));
}

}  // namespace
}  // namespace thema::maps
