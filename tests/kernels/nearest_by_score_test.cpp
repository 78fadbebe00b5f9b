// SPDX-License-Identifier: Apache-2.0
// Expected: all dot products in double, sorted.
#include "thema/kernels/nearest_by_score.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "thema/core/error.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/core/random.hpp"

namespace thema::kernels {
namespace {

constexpr std::int64_t kRows = 33, kPoints = 19, kWidth = 13;
constexpr float kSlack = 0.05f;

double drawn(std::uint64_t id, std::uint32_t index) { return 2 * random_unit(1, Draw::test, id, index) - 1; }

/// Rows and points, of which 3, 4 and 11 are equal, and scores that are wrong by up to the slack.
struct Made {
  std::vector<float> rows, points, scores, slack;

  Made() : rows(kRows * kWidth), points(kPoints * kWidth), scores(kRows * kPoints), slack(kRows, kSlack) {
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<float>(drawn(i, 0) / 4);
    for (std::size_t i = 0; i < points.size(); ++i) points[i] = static_cast<float>(drawn(i, 1) / 4);
    for (const std::int64_t equal : {4, 11})
      std::copy_n(points.begin() + 3 * kWidth, kWidth, points.begin() + equal * kWidth);
    for (std::int64_t i = 0; i < kRows; ++i)
      for (std::int64_t j = 0; j < kPoints; ++j) {
        const auto at = static_cast<std::size_t>(i * kPoints + j);
        scores[at] = static_cast<float>(exact(i, j) + 0.99 * double{kSlack} * drawn(at, 2));
      }
  }
  double exact(std::int64_t i, std::int64_t j) const {
    return exact_dot(rows.data() + i * kWidth, points.data() + j * kWidth, kWidth);
  }
  ScoredTile tile() const {
    return {{kRows, kPoints, kWidth, scores.data(), rows.data(), points.data()}, slack.data()};
  }
  std::vector<std::int32_t> sorted(std::int64_t i) const {
    std::vector<std::int32_t> order(kPoints);
    for (std::int32_t j = 0; j < kPoints; ++j) order[static_cast<std::size_t>(j)] = j;
    std::ranges::stable_sort(order, [&](std::int32_t a, std::int32_t b) { return exact(i, a) > exact(i, b); });
    return order;
  }
};

class Wanted : public testing::TestWithParam<std::int64_t> {};

TEST_P(Wanted, AreTheNearestWhateverTheScoresSayWithinTheirSlack) {
  const std::int64_t wanted = GetParam();
  const Made made;
  std::vector<double> scratch(kRows * kPoints), similarities(static_cast<std::size_t>(kRows * wanted));
  std::vector<std::int32_t> nearest(similarities.size(), -7), without(nearest);
  nearest_by_score({}, made.tile(), wanted, scratch.data(), nearest.data(), similarities.data());
  nearest_by_score({}, made.tile(), wanted, scratch.data(), without.data(), nullptr);
  EXPECT_EQ(nearest, without) << "whether the similarities are asked for or not";
  for (std::int64_t i = 0; i < kRows; ++i) {
    const auto order = made.sorted(i);
    for (std::int64_t r = 0; r < wanted; ++r) {
      const auto at = static_cast<std::size_t>(i * wanted + r);
      EXPECT_EQ(nearest[at], order[static_cast<std::size_t>(r)]) << "row " << i << ", place " << r;
      EXPECT_EQ(similarities[at], made.exact(i, order[static_cast<std::size_t>(r)]));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Few, Wanted, testing::Values(1, 2, 5, kPoints));

TEST(NearestByScore, RefusesMoreThanThereAre) {
  const Made made;
  EXPECT_THROW(nearest_by_score({}, made.tile(), kPoints + 1, nullptr, nullptr, nullptr), Error);
  EXPECT_THROW(nearest_by_score({}, made.tile(), 0, nullptr, nullptr, nullptr), Error);
}

}  // namespace
}  // namespace thema::kernels
