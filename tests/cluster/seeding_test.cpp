// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/seeding.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"
#include "thema/cluster/assign.hpp"

namespace thema::clusters {
namespace {

// With this rank alone the sums are plain loops over all rows.
void expect_same_as_alone(const MadeRows& made, std::int64_t k, const std::string& init, std::int64_t start) {
  const Context together = test_context(), alone = test_context(MPI_COMM_SELF);
  const DrawKey key{7, start};
  const Points expected = choose_start(alone, made.all(), k, init, key);
  for (const Range share : {even_share(made.count(), together.comm), uneven_share(made.count(), together.comm)}) {
    const Points found = choose_start(together, made.part(share), k, init, key);
    EXPECT_EQ(found.ids, expected.ids);
    EXPECT_EQ(found.values, expected.values);
  }
}

void expect_different_rows(const MadeRows& made, std::int64_t k, const std::string& init) {
  const Context context = test_context();
  const Points found = choose_start(context, made.part(even_share(made.count(), context.comm)), k, init, {3, 0});
  EXPECT_EQ(found.count(), k);
  EXPECT_EQ(std::set<std::int64_t>(found.ids.begin(), found.ids.end()).size(), static_cast<std::size_t>(k));
  for (std::int64_t c = 0; c < found.count(); ++c)
    EXPECT_TRUE(std::equal(made.row(found.ids[static_cast<std::size_t>(c)]),
                           made.row(found.ids[static_cast<std::size_t>(c)]) + made.width,
                           found.values.begin() + c * made.width));
}

TEST(Seeding, TheSameForAnyShares) {
  for (const char* init : {"kmeans||", "kmeans++"})
    for (const std::int64_t start : {0, 1, 5}) {
      expect_same_as_alone(make_rows(400, 10, 12, 0.5), 12, init, start);
      expect_same_as_alone(make_rows(30, 10, 3, 0), 8, init, start);  // three different rows only
      expect_same_as_alone(make_rows(5, 10, 5, 0), 5, init, start);
    }
}

TEST(Seeding, DifferentRowsAlsoWhenTheyCoincideOrAreAllTaken) {
  for (const char* init : {"kmeans||", "kmeans++"}) {
    expect_different_rows(make_rows(300, 6, 300, 0), 20, init);
    expect_different_rows(make_rows(40, 6, 3, 0), 10, init);
    expect_different_rows(make_rows(40, 6, 1, 0), 10, init);
    expect_different_rows(make_rows(25, 6, 25, 0), 25, init);
    expect_different_rows(make_rows(25, 6, 25, 0), 1, init);
    expect_different_rows(make_rows(1, 6, 1, 0), 1, init);
  }
}

// Rows equal within a group: D^2 sampling never draws a group twice while another has none.
TEST(Seeding, FindsEachOfTheSeparateGroups) {
  const Context context = test_context();
  const MadeRows made = make_rows(210, 16, 10, 0);
  const Rows own = made.part(even_share(made.count(), context.comm));
  for (const char* init : {"kmeans||", "kmeans++"}) {
    std::set<std::int64_t> groups;
    for (const std::int64_t row : choose_start(context, own, 10, init, {2, 0}).ids) groups.insert(row % 10);
    // The 50 candidates of k-means|| may miss a group; k-means++ cannot.
    EXPECT_GE(groups.size(), std::string(init) == "kmeans++" ? 10u : 9u) << init;
  }
}

TEST(Seeding, StartsDiffer) {
  const Context context = test_context();
  const MadeRows made = make_rows(500, 8, 500, 0);
  const Rows own = made.part(even_share(made.count(), context.comm));
  EXPECT_NE(choose_start(context, own, 5, "kmeans||", {1, 0}).ids,
            choose_start(context, own, 5, "kmeans||", {1, 1}).ids);
  EXPECT_NE(choose_start(context, own, 5, "kmeans||", {1, 0}).ids,
            choose_start(context, own, 5, "kmeans||", {2, 0}).ids);
}

TEST(Oversample, WeightsCountTheRowsNearestToEachCandidate) {
  const Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  const MadeRows made = make_rows(600, 9, 20, 0.4);
  const Rows own = made.part(uneven_share(made.count(), context.comm));
  const Candidates found = oversample(context, own, 20, {5, 2});
  // One row and five rounds of 20 expected; the number drawn has a standard deviation below 10.
  EXPECT_GT(found.points.count(), 50);
  EXPECT_LT(found.points.count(), 152);
  std::vector<std::int64_t> counts(found.weights.size());
  for_each_nearest(made.all(), found.points.values,
                   [&](std::int64_t, std::int32_t best, double) { ++counts[static_cast<std::size_t>(best)]; });
  EXPECT_EQ(found.weights, counts);
}

TEST(PlusPlus, NeverDrawsRowsWithoutWeight) {
  const Context context = test_context();
  const MadeRows made = make_rows(100, 5, 100, 0);
  const Range share = even_share(made.count(), context.comm);
  std::vector<std::int64_t> weights;
  for (std::int64_t i = share.first; i < share.last; ++i) weights.push_back(i % 4 == 2 ? 3 : 0);
  const Points found = greedy_plus_plus(context, made.part(share), weights, 20, {1, 0}, 1);
  EXPECT_EQ(found.count(), 20);
  for (const std::int64_t row : found.ids) EXPECT_EQ(row % 4, 2);
}

TEST(PlusPlus, StopsWhenAllRowsCoincideWithAPoint) {
  const Context context = test_context();
  const MadeRows made = make_rows(60, 5, 4, 0);
  const Range share = even_share(made.count(), context.comm);
  const std::vector<std::int64_t> ones(static_cast<std::size_t>(share.size()), 1);
  EXPECT_EQ(greedy_plus_plus(context, made.part(share), ones, 20, {1, 0}, 1).count(), 4);
}

}  // namespace
}  // namespace thema::clusters
