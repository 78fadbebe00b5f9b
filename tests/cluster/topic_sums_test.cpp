// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/topic_sums.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"

namespace thema::clusters {
namespace {

constexpr std::int64_t kTopics = 5;

std::vector<std::int32_t> random_labels(std::int64_t rows, std::uint64_t seed) {
  std::vector<std::int32_t> labels;
  for (std::int64_t i = 0; i < rows; ++i)
    labels.push_back(static_cast<std::int32_t>(random_below(kTopics, seed, Draw::test, static_cast<std::uint64_t>(i))));
  return labels;
}

// Sums of all rows, added one by one in double: exact, because fixed-point numbers of 40 bits fit.
std::vector<double> plain_sums(const MadeRows& rows, const std::vector<std::int32_t>& labels) {
  std::vector<double> sums(static_cast<std::size_t>(kTopics * rows.width));
  const FixedPoint fixed(rows.count());
  for (std::int64_t i = 0; i < rows.count(); ++i)
    for (std::int64_t j = 0; j < rows.width; ++j)
      sums[static_cast<std::size_t>(labels[static_cast<std::size_t>(i)] * rows.width + j)] +=
          fixed.decode(fixed.encode(static_cast<double>(rows.row(i)[j])));
  return sums;
}

void expect_sums(const TopicSums& sums, const MadeRows& rows, const std::vector<std::int32_t>& labels) {
  const auto expected = plain_sums(rows, labels);
  for (std::int64_t t = 0; t < kTopics; ++t) {
    EXPECT_EQ(sums.sizes()[static_cast<std::size_t>(t)], std::count(labels.begin(), labels.end(), t));
    for (std::int64_t j = 0; j < rows.width; ++j)
      EXPECT_EQ(sums.sum(t, j), expected[static_cast<std::size_t>(t * rows.width + j)]);
  }
}

TEST(TopicSums, FollowMovesExactly) {
  const Context context = test_context();
  const MadeRows made = make_rows(500, 11, 5, 0.8);
  const Range range = uneven_share(made.count(), context.comm);
  const Rows own = made.part(range);
  TopicSums sums(kTopics, own);
  std::vector<std::int32_t> before = random_labels(made.count(), 1);
  EXPECT_EQ(sums.apply(context.comm, own, moves_into(slice(before, range))), made.count());
  expect_sums(sums, made, before);
  for (std::uint64_t round = 2; round < 6; ++round) {
    const auto after = random_labels(made.count(), round);
    std::int64_t differing = 0;
    for (std::size_t i = 0; i < after.size(); ++i) differing += after[i] != before[i];
    EXPECT_EQ(
        sums.apply(context.comm, own, moves_between(slice(before, range), slice(after, range), {0, range.size()})),
        differing);
    expect_sums(sums, made, after);
    before = after;
  }
}

TEST(TopicSums, CentroidsAndMeans) {
  const Context context = test_context();
  const MadeRows made{2, {1, 0, 0, 1, -1, 0, 1, 0}};  // topic 0: (1,0), (0,1); topic 1: (-1,0), (1,0)
  const Range range = even_share(4, context.comm);
  const std::vector<std::int32_t> labels{0, 0, 1, 1};
  TopicSums sums(2, made.part(range));
  sums.apply(context.comm, made.part(range), moves_into(slice(labels, range)));
  std::vector<float> centroids{9, 9, 0.6f, 0.8f}, mean(2);
  sums.update_centroids(centroids);
  const float half_root = static_cast<float>(std::sqrt(0.5));
  EXPECT_EQ(centroids, (std::vector<float>{half_root, half_root, 0.6f, 0.8f})) << "a zero sum keeps its centroid";
  sums.mean(0, mean);
  EXPECT_EQ(mean, (std::vector<float>{0.5f, 0.5f}));
  EXPECT_EQ(sums.squared_norm(0), 2);
}

}  // namespace
}  // namespace thema::clusters
