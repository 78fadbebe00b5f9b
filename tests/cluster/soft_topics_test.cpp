// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/soft_topics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {
namespace {

// By hand: e^0 = 1, e^-1 = 0.36788, e^-3 = 0.04979; sum 1.41767.
TEST(Softmax, KnownValues) {
  std::vector<float> shares(3);
  softmax(std::vector<float>{0.9F, 0.8F, 0.6F}, 0.1, shares);
  EXPECT_NEAR(shares[0], 0.70538, 1e-5);
  EXPECT_NEAR(shares[1], 0.25950, 1e-5);
  EXPECT_NEAR(shares[2], 0.03512, 1e-5);
}

TEST(SoftTopics, NearestByAllPairsForAnyShares) {
  const Context context = test_context();
  const MadeRows made = make_rows(400, 24, 9, 0.8);
  const std::vector<float> points = make_rows(20, 24, 9, 0.2, 5).values;
  const Range share = uneven_share(made.count(), context.comm);
  const Rows own = made.part(share);
  const SoftTopics soft = soft_topics(context.comm, context.log, own, points, 4, 0.05);
  ASSERT_EQ(std::ssize(soft.share), 4 * own.count());
  for (std::int64_t i = 0; i < own.count(); ++i) {
    std::vector<std::int32_t> order(20);
    std::iota(order.begin(), order.end(), 0);
    const auto similarity = [&](std::int32_t t) { return exact_dot(own.row(i), points.data() + t * 24, 24); };
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return similarity(a) > similarity(b); });
    double sum = 0, weights = 0;
    for (std::size_t t = 0; t < 4; ++t) weights += std::exp(similarity(order[t]) / 0.05);
    for (std::size_t t = 0; t < 4; ++t) {
      const auto at = static_cast<std::size_t>(4 * i) + t;
      EXPECT_EQ(soft.nearest[at], order[t]);
      EXPECT_EQ(soft.similarity[at], static_cast<float>(similarity(order[t])));
      EXPECT_NEAR(soft.share[at], std::exp(similarity(order[t]) / 0.05) / weights, 1e-5);
      sum += static_cast<double>(soft.share[at]);
    }
    EXPECT_NEAR(sum, 1, 1e-6);
  }
}

// Margins by hand: the rows are points, (1, 0) and (0.6, 0.8); their similarity is 0.6.
TEST(SoftTopics, TemperatureIsTheMeanMargin) {
  const Context context = test_context();
  const MadeRows made{2, {1, 0, 0.6F, 0.8F, 1, 0, 0.6F, 0.8F}};
  const std::vector<float> points{1, 0, 0.6F, 0.8F};
  const Rows own = made.part(uneven_share(made.count(), context.comm));
  const SoftTopics soft = soft_topics(context.comm, context.log, own, points, 5, 0);
  EXPECT_EQ(soft.topics, 2) << "there are no more";
  EXPECT_NEAR(soft.temperature, 0.4, 1e-6);
  for (std::size_t at = 0; at < soft.share.size(); at += 2) EXPECT_NEAR(soft.share[at], 1 / (1 + std::exp(-1)), 1e-6);
}

TEST(SoftTopics, OneTopicAndEqualTopics) {
  const Context context = test_context();
  const MadeRows made = make_rows(50, 6, 3, 0.5);
  const Rows own = made.part(uneven_share(made.count(), context.comm));
  const std::vector<float> one(made.values.begin(), made.values.begin() + 6);
  for (const float share : soft_topics(context.comm, context.log, own, one, 3, 0).share) EXPECT_EQ(share, 1);
  std::vector<float> twice = one;
  twice.insert(twice.end(), one.begin(), one.end());
  const SoftTopics soft = soft_topics(context.comm, context.log, own, twice, 3, 0);
  for (const float share : soft.share) EXPECT_EQ(share, 0.5F);
  for (std::size_t at = 0; at < soft.nearest.size(); ++at) EXPECT_EQ(soft.nearest[at], at % 2) << "the lower id first";
}

}  // namespace
}  // namespace thema::clusters
