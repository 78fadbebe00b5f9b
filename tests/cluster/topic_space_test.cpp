// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/topic_space.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"
#include "thema/cluster/landmarks.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {
namespace {

Embeddings embeddings_of(const MadeRows& made, Range share) {
  const auto rows = made.part(share);
  return {share.first, made.count(), made.width, {rows.values.begin(), rows.values.end()}};
}

TEST(TopicSpace, RemovesTheMean) {
  const Context context = test_context();
  const MadeRows made{2, {1, 0, 0, 1, 0.6f, 0.8f, 0.8f, 0.6f}};  // mean (0.6, 0.6)
  const Range share = even_share(4, context.comm);
  Embeddings own = embeddings_of(made, share);
  ClusterOptions options;
  options.center = true;
  const TopicSpace space = enter_topic_space(context, own, options);
  EXPECT_EQ(space.mean.size(), 2u);
  EXPECT_TRUE(space.landmarks.empty());
  for (const float x : space.mean) EXPECT_NEAR(static_cast<double>(x), 0.6, 1e-7);
  const double long_side = 0.4 / std::sqrt(0.52), short_side = -0.6 / std::sqrt(0.52);
  const std::vector<double> expected{long_side, short_side, short_side, long_side, 0, 1, 1, 0};
  for (std::size_t i = 0; i < own.values.size(); ++i)
    EXPECT_NEAR(static_cast<double>(own.values[i]), expected[static_cast<std::size_t>(share.first) * 2 + i], 1e-6);
  Embeddings again = embeddings_of(made, share);
  to_topic_space(space, 2, again.values);
  EXPECT_EQ(again.values, own.values);
  to_topic_space({}, 2, again.values);
  EXPECT_EQ(again.values, own.values);
  EXPECT_EQ(shift_of(space, made.all().values.first(2)), space.mean);
}

// The four landmarks nearest to (1, 0) add up to (2.4, 2.4): it moves half way to 45 degrees.
TEST(TopicSpace, MovesHalfTheWayToTheNearestLandmarks) {
  const TopicSpace space{{}, {-1, 0, 0, 1, 0.6f, 0.8f, 1, 0, 0.8f, 0.6f}, 4};
  std::vector<float> values{1, 0, 0, 1};
  const std::vector<float> shift = shift_of(space, std::span(values).first(2));
  for (const float x : shift) EXPECT_NEAR(static_cast<double>(x), -std::sqrt(0.5), 1e-7);
  to_topic_space(space, 2, values);
  const double degree = std::acos(-1.0) / 180;
  EXPECT_NEAR(static_cast<double>(values[0]), std::cos(22.5 * degree), 1e-7);
  EXPECT_NEAR(static_cast<double>(values[1]), std::sin(22.5 * degree), 1e-7);
  // (0, 1): of (0, 1), (0.6, 0.8), (0.8, 0.6) and, as near as (-1, 0) but after it, not (1, 0): sum (0.4, 2.4).
  const double length = std::hypot(0.4, 2.4), x = 0.4 / length, y = 1 + 2.4 / length;
  EXPECT_NEAR(static_cast<double>(values[2]), x / std::hypot(x, y), 1e-7);
  EXPECT_NEAR(static_cast<double>(values[3]), y / std::hypot(x, y), 1e-7);
}

TEST(TopicSpace, OneLandmarkRowsOppositeToItAndZeros) {
  const TopicSpace space{{}, {1, 0}, 4};
  std::vector<float> values{-1, 0, 0, 1, 0, 0};
  to_topic_space(space, 2, values);
  EXPECT_EQ(std::vector<float>(values.begin(), values.begin() + 2), (std::vector<float>{0, 0})) << "nowhere to go";
  EXPECT_NEAR(static_cast<double>(values[2]), std::sqrt(0.5), 1e-7);
  EXPECT_EQ(std::vector<float>(values.begin() + 4, values.end()), (std::vector<float>{0, 0})) << "zero, near to none";
  EXPECT_EQ(shift_of(space, std::span(values).last(2)), (std::vector<float>{0, 0}));
}

// The rows of the keyed sample, in row order.
std::vector<std::int64_t> sampled_rows(std::int64_t total, std::size_t count, std::uint64_t seed) {
  std::vector<std::pair<std::uint64_t, std::int64_t>> drawn;
  for (std::int64_t row = 0; row < total; ++row)
    drawn.emplace_back(random_bits(seed, Draw::landmarks, static_cast<std::uint64_t>(row)), row);
  std::ranges::sort(drawn);
  std::vector<std::int64_t> sample;
  for (std::size_t i = 0; i < count; ++i) sample.push_back(drawn[i].second);
  std::ranges::sort(sample);
  return sample;
}

// Each landmark is the mean direction of the rows that have a row of the keyed sample among their nearest three of it.
TEST(TopicSpace, LandmarksAreMeansOfTheRowsNearToSampledOnes) {
  const Context context = test_context();
  const MadeRows made = make_rows(300, 12, 7, 0.5);
  for (const std::size_t count : {2, 9, 300}) {
    SCOPED_TRACE(count);
    const std::vector<float> landmarks = choose_landmarks(context, made.part(uneven_share(made.count(), context.comm)),
                                                          static_cast<std::int64_t>(count), 3);
    ASSERT_EQ(landmarks.size(), count * 12);
    const std::vector<std::int64_t> sample = sampled_rows(made.count(), count, 3);
    std::vector<std::vector<double>> sums(count, std::vector<double>(12));
    for (std::int64_t row = 0; row < made.count(); ++row) {
      std::vector<std::pair<double, std::size_t>> near;
      for (std::size_t t = 0; t < count; ++t) near.emplace_back(-exact_dot(made.row(row), made.row(sample[t]), 12), t);
      std::ranges::sort(near);
      for (std::size_t c = 0; c < std::min<std::size_t>(3, count); ++c)
        for (std::size_t j = 0; j < 12; ++j) sums[near[c].second][j] += static_cast<double>(made.row(row)[j]);
    }
    for (std::size_t t = 0; t < count; ++t) {
      double squares = 0;
      for (const double x : sums[t]) squares += x * x;
      for (std::size_t j = 0; j < 12; ++j)
        EXPECT_NEAR(static_cast<double>(landmarks[t * 12 + j]), sums[t][j] / std::sqrt(squares), 1e-6);
    }
  }
}

TEST(TopicSpace, FewPapersStayAsTheyAre) {
  const Context context = test_context();
  ClusterOptions options;
  options.smooth = true;
  for (const std::int64_t papers : {4, 8, 9}) {
    const MadeRows made = make_rows(papers, 6, papers, 1);
    Embeddings own = embeddings_of(made, even_share(papers, context.comm));
    const std::vector<float> before = own.values;
    EXPECT_EQ(enter_topic_space(context, own, options).landmarks.empty(), papers <= 8);
    EXPECT_EQ(context.comm.any(own.values != before), papers > 8) << papers << " papers";
  }
}

// More rows than a slice has: what is done in slices is what is done to all, and to those of a finished run.
TEST(TopicSpace, SlicesAreMovedAsAllTogether) {
  const Context context = test_context();
  const MadeRows made = make_rows(40'000, 3, 30, 0.8);
  const Range share = even_share(made.count(), context.comm);
  Embeddings own = embeddings_of(made, share), again = own, alone = own;
  ClusterOptions options;
  options.smooth = true;
  options.landmarks = 40;
  const TopicSpace space = enter_topic_space(context, own, options);
  to_topic_space(space, 3, again.values);
  EXPECT_EQ(own.values, again.values);
  to_topic_space(context, space, alone);
  EXPECT_EQ(own.values, alone.values);
  const std::vector<float> landmarks = choose_landmarks(context, made.part(uneven_share(made.count(), context.comm)),
                                                        40, static_cast<std::uint64_t>(options.seed));
  EXPECT_EQ(landmarks, space.landmarks);
}

TEST(TopicSpace, ALandmarkForEveryThreePapers) {
  EXPECT_EQ(landmarks_for(5), 5);
  EXPECT_EQ(landmarks_for(150), 64);
  EXPECT_EQ(landmarks_for(90'000), 30'000);
  EXPECT_EQ(landmarks_for(3'000'000), 32'768);
}

}  // namespace
}  // namespace thema::clusters
