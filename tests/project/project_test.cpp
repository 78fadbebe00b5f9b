// SPDX-License-Identifier: Apache-2.0
#include "thema/project/project.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "project/made_papers.hpp"
#include "thema/core/error.hpp"

namespace thema {
namespace {

ProjectOptions quick_options() {
  ProjectOptions options;
  options.methods = {"umap", "tsne", "pca"};
  options.epochs = 60;
  options.tsne_epochs = 60;
  options.quality_sample = 200;
  return options;
}

// Every rank computes the whole map alone and compares what it got together with the others.
void expect_map_of_one_rank(const MadePapers& made, const ProjectOptions& options) {
  Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  const auto map_of = [&](Context& those, const Embeddings& own) {
    KnownOfPapers known;
    for (std::int64_t row = own.first_row; row < own.first_row + own.rows(); ++row) {
      known.categories.push_back(static_cast<std::int32_t>(row % 5) - 1);
      if (options.topic_hint > 0) known.topics.push_back(static_cast<std::int32_t>(row % 3));
    }
    return project_once(those, own, options, known);
  };
  const TopicMap serial = map_of(alone, share_of(made, Range{0, made.count()}));
  const TopicMap map = map_of(context, share_of(made, context.comm));
  EXPECT_EQ(map.rows, serial.rows);
  EXPECT_EQ(map.neighbours, serial.neighbours);
  EXPECT_EQ(context.comm.all_gather(map.neighbour_indices), serial.neighbour_indices);
  EXPECT_EQ(context.comm.all_gather(map.neighbour_similarity), serial.neighbour_similarity);
  EXPECT_EQ(map.first * map.neighbours,
            context.comm.sum_before(static_cast<std::int64_t>(map.neighbour_indices.size())));
  EXPECT_EQ(map.layouts.size(), serial.layouts.size());
  for (std::size_t l = 0; l < std::min(map.layouts.size(), serial.layouts.size()); ++l) {
    EXPECT_EQ(map.layouts[l].method, serial.layouts[l].method);
    EXPECT_EQ(map.layouts[l].coordinates, serial.layouts[l].coordinates) << map.layouts[l].method;
    EXPECT_EQ(map.layouts[l].quality, serial.layouts[l].quality) << map.layouts[l].method;
  }
}

TEST(Project, BitsAreThoseOfOneRank) { expect_map_of_one_rank(papers_around(8, 1300, 24, 0.5), quick_options()); }

TEST(Project, BitsOfASampleAreThoseOfOneRank) {
  ProjectOptions options = quick_options();
  options.max_points = 500;
  expect_map_of_one_rank(papers_around(8, 1300, 24, 0.5), options);
}

TEST(Project, BitsByWayOfLandmarksAreThoseOfOneRank) {
  ProjectOptions options = quick_options();
  options.landmarks = 300;
  expect_map_of_one_rank(papers_around(8, 1300, 24, 0.5), options);
}

TEST(Project, BitsWithDensityAndTopicsAreThoseOfOneRank) {
  ProjectOptions options = quick_options();
  options.density = 2;
  options.topic_hint = 0.5;
  expect_map_of_one_rank(papers_around(8, 900, 24, 0.5), options);
  options.landmarks = 300;
  expect_map_of_one_rank(papers_around(8, 900, 24, 0.5), options);
}

// Two topics, one of them three times as wide: without density UMAP makes both equally wide.
TEST(Project, DensityIsKept) {
  Context context = test_context();
  MadePapers made = papers_around(2, 400, 16, 0.2);
  const MadePapers wide = papers_around(2, 400, 16, 0.6);
  for (std::int64_t i = 0; i < 400; i += 2) std::copy_n(wide.row(i), 16, made.values.begin() + i * 16);
  const Embeddings mine = share_of(made, context.comm);
  ProjectOptions options;
  options.methods = {"umap"};
  const double without = project_once(context, mine, options).layouts[0].quality.at("density_correlation");
  options.density = 2;
  const double with = project_once(context, mine, options).layouts[0].quality.at("density_correlation");
  EXPECT_GT(with, 0.9);
  EXPECT_LT(without, with - 0.2);
}

// Papers around one centre, whose topics are drawn by lot.
TEST(Project, TopicsGuideTheMapAndItSaysSo) {
  Context context = test_context();
  const Embeddings mine = share_of(papers_around(1, 300, 16, 0.5), context.comm);
  KnownOfPapers known;
  for (std::int64_t row = mine.first_row; row < mine.first_row + mine.rows(); ++row)
    known.categories.push_back(
        static_cast<std::int32_t>(random_below(3, 1, Draw::test, static_cast<std::uint64_t>(row))));
  known.topics = known.categories;
  ProjectOptions options;
  options.methods = {"umap", "pca"};
  const TopicMap plain = project_once(context, mine, options, known);
  options.topic_hint = 1;
  const TopicMap guided = project_once(context, mine, options, known);
  EXPECT_LT(plain.layouts[0].quality.at("category_accuracy"), 0.5);
  EXPECT_GT(guided.layouts[0].quality.at("category_accuracy"), 0.9);
  EXPECT_EQ(guided.layouts[0].quality.at("topic_hint"), 1);
  EXPECT_FALSE(plain.layouts[0].quality.contains("topic_hint") || guided.layouts[1].quality.contains("topic_hint"));
}

TEST(Project, TheSearchInPartsSaysWhatItFound) {
  Context context = test_context();
  const Embeddings mine = share_of(papers_around(8, 600, 24, 0.3), context.comm);
  ProjectOptions options = quick_options();
  options.methods = {"umap", "pca"};
  EXPECT_FALSE(project_once(context, mine, options).layouts[0].quality.contains("search_recall"));
  options.partitions = 30;
  options.probes = 3;
  const TopicMap map = project_once(context, mine, options);
  EXPECT_FALSE(map.layouts[1].quality.contains("search_recall"));  // principal components need no neighbours
  const double some = map.layouts[0].quality.at("search_recall");
  options.probes = 30;
  EXPECT_EQ(project_once(context, mine, options).layouts[0].quality.at("search_recall"), 1);
  EXPECT_GT(some, 0.2);
  EXPECT_LT(some, 1);
}

TEST(Project, LandmarksAreLeftOutWhereFewPapersWouldFollow) {
  Context context = test_context();
  const Embeddings mine = share_of(papers_around(3, 90, 16, 0.5), context.comm);
  ProjectOptions options = quick_options();
  const std::vector<float> without = project_once(context, mine, options).layouts[0].coordinates;
  options.landmarks = 46;
  EXPECT_EQ(project_once(context, mine, options).layouts[0].coordinates, without);
  options.landmarks = 45;
  EXPECT_NE(project_once(context, mine, options).layouts[0].coordinates, without);
}

TEST(Project, DuplicatesAndTiesChangeNothing) {
  MadePapers made = papers_around(8, 600, 24, 0.5);
  for (std::int64_t i = 0; i < 200; ++i) std::copy_n(made.row(i % 7), 24, made.values.begin() + i * 24);
  expect_map_of_one_rank(made, quick_options());
}

TEST(Project, SampledNeighboursAreDocumentRows) {
  ProjectOptions options = quick_options();
  options.max_points = 100;
  options.methods = {"pca"};
  Context context = test_context();
  const TopicMap map = project_once(context, share_of(papers_around(4, 400, 16, 0.5), context.comm), options);
  EXPECT_EQ(map.rows.size(), 100u);
  EXPECT_EQ(map.layouts.size(), 1u);
  for (const std::int64_t row : map.neighbour_indices)
    EXPECT_TRUE(std::binary_search(map.rows.begin(), map.rows.end(), row)) << row;
}

TEST(Project, TinyCorporaHaveMaps) {
  for (const std::int64_t papers : {1, 2, 3, 7}) {
    const MadePapers made = papers_around(2, papers, 8, 0.5);
    expect_map_of_one_rank(made, quick_options());
    Context context = test_context();
    const TopicMap map = project_once(context, share_of(made, context.comm), quick_options());
    EXPECT_EQ(map.neighbours, std::min<std::int64_t>(15, papers - 1));
    for (const Layout& layout : map.layouts) {
      EXPECT_EQ(layout.coordinates.size(), static_cast<std::size_t>(2 * papers));
      for (const float x : layout.coordinates) EXPECT_TRUE(std::isfinite(x)) << papers << " papers";
    }
  }
}

TEST(Project, AnEmptyCorpusHasAnEmptyMap) {
  Context context = test_context();
  Embeddings none;
  none.width = 8;
  const TopicMap map = project_once(context, none, quick_options());
  EXPECT_TRUE(map.rows.empty());
  EXPECT_EQ(map.layouts.size(), 3u);
}

// A paper's distance to its topic's middle is small beside that to any other's.
void expect_islands(const ProjectOptions& options) {
  constexpr std::int64_t kTopics = 7, kPapers = 700;
  Context context = test_context();
  const TopicMap map =
      project_once(context, share_of(papers_around(kTopics, kPapers, 48, 0.35), context.comm), options);
  const std::vector<float>& at = map.layouts[0].coordinates;
  std::vector<double> middle(2 * kTopics, 0);
  for (std::size_t i = 0; i < at.size(); ++i)
    middle[i / 2 % kTopics * 2 + i % 2] += static_cast<double>(at[i]) * kTopics / kPapers;
  std::int64_t astray = 0;
  for (std::size_t p = 0; p < kPapers; ++p) {
    std::vector<double> to(kTopics);
    for (std::size_t t = 0; t < kTopics; ++t)
      to[t] = std::hypot(static_cast<double>(at[2 * p]) - middle[2 * t],
                         static_cast<double>(at[2 * p + 1]) - middle[2 * t + 1]);
    const double own = to[p % kTopics];
    to[p % kTopics] = 1e9;
    astray += 2 * own < *std::min_element(to.begin(), to.end()) ? 0 : 1;
  }
  EXPECT_LE(astray, kPapers / 50);
  EXPECT_GT(map.layouts[0].quality.at("trustworthiness"), 0.9);
}

TEST(Project, PlantedTopicsAreIslands) {
  ProjectOptions options;
  options.methods = {"umap"};
  expect_islands(options);
  options.landmarks = 200;
  expect_islands(options);
  options.methods = {"tsne"};
  expect_islands(options);
}

void expect_refused(const ProjectOptions& options, const std::string& named) {
  Context context = test_context();
  try {
    project_once(context, share_of(papers_around(2, 30, 8, 0.5), context.comm), options);
    ADD_FAILURE() << named << " was not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_NE(std::string(error.what()).find(named), std::string::npos) << error.what();
  }
}

TEST(Project, ImpossibleOptionsAreRefused) {
  ProjectOptions options;
  options.methods = {"umap", "trimap"};
  expect_refused(options, "\"trimap\"");
  options.methods = {};
  expect_refused(options, "project.methods");
  options.methods = {"pca", "pca"};
  expect_refused(options, "twice");
  options = {};
  options.min_dist = 2;
  expect_refused(options, "project.min_dist");
}

}  // namespace
}  // namespace thema
