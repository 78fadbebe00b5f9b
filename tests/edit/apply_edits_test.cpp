// SPDX-License-Identifier: Apache-2.0
#include "thema/edit/apply_edits.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"
#include "thema/cluster/clustering_of.hpp"
#include "thema/cluster/kmeans.hpp"

namespace thema::editing {
namespace {

using Labels = std::vector<std::int32_t>;
using clusters::Rows;

Plan plan_of(const std::string& text, std::int64_t topics) {
  return make_plan(parse_edits(text, "e.toml"), topics, {});
}

EditedTopics apply(const MadeRows& made, Range share, const Context& context, const Plan& plan, const Labels& labels,
                   const std::vector<float>& centroids) {
  ClusterOptions options;
  options.starts = 3;
  options.seed = 5;
  return apply_edits(context, made.part(share), plan, slice(labels, share), centroids, options);
}

// Six rows in the plane, three topics of two: (1,0) (0.6,0.8); (0,1) (-1,0); (0,-1) (0.6,-0.8).
const MadeRows& six() {
  static const MadeRows rows{2, {1, 0, 0.6F, 0.8F, 0, 1, -1, 0, 0, -1, 0.6F, -0.8F}};
  return rows;
}
const Labels kSix{0, 0, 1, 1, 2, 2};
// Not the means: whatever stays must stay as it is.
const std::vector<float> kCentroids{0.8F, 0.6F, 0, 1, 0, -1};

void expect_near(const std::vector<float>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-7) << i;
}

// By hand: (1,0) + (0.6,0.8) + (0,-1) + (0.6,-0.8) = (2.2,-1), of length sqrt(5.84).
TEST(ApplyEdits, MergeTakesTheSumOfAllPapers) {
  const Context context = test_context();
  const Range share = uneven_share(6, context.comm);
  const EditedTopics found = apply(six(), share, context, plan_of("[[edit]]\nmerge = [2, 0]", 3), kSix, kCentroids);
  EXPECT_EQ(found.assignment, slice(Labels{0, 0, 1, 1, 0, 0}, share));
  const double length = std::sqrt(5.84);
  expect_near(found.centroids, {2.2 / length, -1 / length, 0, 1});
  EXPECT_EQ(found.centroids[2], kCentroids[2]) << "the same bits";
  EXPECT_EQ(found.centroids[3], kCentroids[3]);
}

// Topic 1 is dropped. With (0.8,0.6) and (0,-1): (0,1) has 0.6 and -1, (-1,0) has -0.8 and 0. So topic 0 gets (0,1):
// (1,0) + (0.6,0.8) + (0,1) = (1.6,1.8), length sqrt(5.8); topic 2 gets (-1,0): (0.6,-1.8) + (-1,0) = (-0.4,-1.8),
// length sqrt(3.4).
TEST(ApplyEdits, DroppedPapersGoToTheNearestOfTheOthers) {
  const Context context = test_context();
  const Range share = uneven_share(6, context.comm);
  const EditedTopics found = apply(six(), share, context, plan_of("[[edit]]\ndrop = 1", 3), kSix, kCentroids);
  EXPECT_EQ(found.assignment, slice(Labels{0, 0, 0, 1, 1, 1}, share));
  expect_near(found.centroids,
              {1.6 / std::sqrt(5.8), 1.8 / std::sqrt(5.8), -0.4 / std::sqrt(3.4), -1.8 / std::sqrt(3.4)});
}

// Topics 0 and 1 are merged first: (0.6,1.8), length sqrt(3.6), so (0.316,0.949); of topic 2 (0,-1) goes ... to the
// only one that is left, which is then the sum of all: (1.2,0).
TEST(ApplyEdits, MergesComeBeforeDrops) {
  const Context context = test_context();
  const Range share = even_share(6, context.comm);
  const EditedTopics found =
      apply(six(), share, context, plan_of("[[edit]]\ndrop = 2\n[[edit]]\nmerge = [0, 1]", 3), kSix, kCentroids);
  EXPECT_EQ(found.assignment, slice(Labels{0, 0, 0, 0, 0, 0}, share));
  expect_near(found.centroids, {1, 0});
}

TEST(ApplyEdits, RenameChangesNoBit) {
  const Context context = test_context();
  const Range share = uneven_share(6, context.comm);
  const EditedTopics found =
      apply(six(), share, context, plan_of("[[edit]]\nrename = 1\nlabel = \"x\"", 3), kSix, kCentroids);
  EXPECT_EQ(found.assignment, slice(kSix, share));
  EXPECT_EQ(found.centroids, kCentroids);
}

// A topic without papers that is merged with another such keeps the centroid of the lower one.
TEST(ApplyEdits, TopicsWithoutPapers) {
  const Context context = test_context();
  const Range share = uneven_share(6, context.comm);
  std::vector<float> centroids = kCentroids;
  centroids.insert(centroids.end(), {1, 0, 0.6F, 0.8F});
  const EditedTopics found = apply(six(), share, context, plan_of("[[edit]]\nmerge = [4, 3]", 5), kSix, centroids);
  EXPECT_EQ(found.centroids, (std::vector<float>{0.8F, 0.6F, 0, 1, 0, -1, 1, 0}));
}

// Groups 0 and 1 of four were one topic. Split in two they are found again.
TEST(ApplyEdits, SplitFindsTheGroupsOfATopic) {
  const Context context = test_context();
  const MadeRows made = make_rows(200, 16, 4, 0.3);
  Labels labels;
  for (std::int32_t i = 0; i < 200; ++i) {
    labels.push_back(i % 4 < 2 ? 1 : i % 4 == 2 ? 0 : 2);
  }
  const Range share = uneven_share(200, context.comm);
  const std::vector<float> centroids = make_rows(3, 16, 3, 0.1, 4).values;
  const EditedTopics found =
      apply(made, share, context, plan_of("[[edit]]\nsplit = 1\ninto = 2", 3), labels, centroids);
  const Labels all = context.comm.all_gather(found.assignment);
  ASSERT_EQ(all.size(), 200u);
  // Group 2 is topic 0, group 3 topic 3; groups 0 and 1 are 1 and 2 in one order or the other.
  for (std::size_t i = 0; i < 200; ++i)
    EXPECT_EQ(all[i], i % 4 == 2 ? 0 : i % 4 == 3 ? 3 : i % 4 == 0 ? all[0] : 3 - all[0]) << i;
  EXPECT_TRUE(all[0] == 1 || all[0] == 2);
  // The centroid is the normalised sum of the rows, added up here.
  for (std::int32_t topic = 1; topic <= 2; ++topic) {
    std::vector<double> sum(16);
    for (std::int64_t i = 0; i < 200; ++i)
      for (std::size_t j = 0; j < 16; ++j)
        if (all[static_cast<std::size_t>(i)] == topic) sum[j] += static_cast<double>(made.row(i)[j]);
    double length = 0;
    for (const double x : sum) length += x * x;
    for (std::size_t j = 0; j < 16; ++j)
      EXPECT_NEAR(found.centroids[static_cast<std::size_t>(topic) * 16 + j], sum[j] / std::sqrt(length), 1e-6);
  }
}

// This rank alone, and all together with any shares, find the same bits.
TEST(ApplyEdits, TheSameBitsForAnyShares) {
  const Context together = test_context(), alone = test_context(MPI_COMM_SELF);
  const MadeRows made = make_rows(400, 12, 6, 0.8);
  Labels labels;
  for (std::int32_t i = 0; i < 400; ++i) labels.push_back(i % 6);
  const std::vector<float> centroids = make_rows(6, 12, 6, 0.1, 9).values;
  const Plan plan = plan_of("[[edit]]\nsplit = 4\ninto = 3\n[[edit]]\nmerge = [0, 5]\n[[edit]]\ndrop = 2", 6);
  const EditedTopics expected = apply(made, {0, 400}, alone, plan, labels, centroids);
  for (const Range share : {even_share(400, together.comm), uneven_share(400, together.comm)}) {
    const EditedTopics found = apply(made, share, together, plan, labels, centroids);
    EXPECT_EQ(found.centroids, expected.centroids);
    EXPECT_EQ(found.assignment, slice(expected.assignment, share));
  }
}

// Rows (1,0) and (0.6,0.8) were put into topic 1, whose centroid is (0,1): its similarity is 0 and 0.8, and the other
// topic, (1,0), is nearer to the first, with 1, and not to the second, with 0.6.
TEST(ClusteringOf, SecondIsTheNearestOtherTopic) {
  const Context context = test_context();
  const MadeRows made{2, {1, 0, 0.6F, 0.8F}};
  const Range share = uneven_share(2, context.comm);
  clusters::Solution solution;
  solution.centroids = {1, 0, 0, 1};
  solution.labels = slice(Labels{1, 1}, share);
  ClusterOptions options;
  options.bootstraps = 0;
  KmeansCheckpoint nothing_kept;
  const Clustering result =
      clusters::clustering_of(context, made.part(share), std::move(solution), options, nothing_kept);
  EXPECT_EQ(result.similarity, slice(std::vector<float>{0, 0.8F}, share));
  EXPECT_EQ(result.second, slice(Labels{0, 0}, share));
  EXPECT_EQ(result.second_similarity, slice(std::vector<float>{1, 0.6F}, share));
  EXPECT_EQ(result.sizes, (std::vector<std::int64_t>{0, 2}));
  const Labels soft = context.comm.all_gather(result.soft_topic);
  EXPECT_EQ(soft, (Labels{0, 1, 1, 0})) << "the nearest first, wherever the row is";
}

}  // namespace
}  // namespace thema::editing
