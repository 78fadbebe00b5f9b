// SPDX-License-Identifier: Apache-2.0
#include "thema/label/bursts.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "thema/core/random.hpp"

namespace thema {
namespace {

using Counts = std::vector<std::int64_t>;

// p0 = 24 / 600 = 0.04, p1 = 0.08. A month of 10 of 100 gains 10 ln 2 + 90 ln(0.92 / 0.96) = 3.101107 in a burst, one
// of 1 of 100 loses 3.520255; entering costs ln 6 = 1.791759.
TEST(Bursts, EqualTheHandComputation) {
  const Counts all(6, 100);
  const auto bursts = bursts_of(Counts{1, 1, 10, 10, 1, 1}, all, {});
  ASSERT_EQ(bursts.size(), 1u);
  EXPECT_EQ(bursts[0].first, 2u);
  EXPECT_EQ(bursts[0].last, 3u);
  EXPECT_NEAR(bursts[0].weight, 6.202213, 1e-6);
  // Leaving and entering again costs less than a month at 1 of 100.
  EXPECT_EQ(bursts_of(Counts{1, 10, 1, 10, 1, 1}, all, {}).size(), 2u);
  // Entering costs 4 ln 6 = 7.17, more than the burst gains.
  EXPECT_TRUE(bursts_of(Counts{1, 1, 10, 10, 1, 1}, all, {2, 4}).empty());
}

TEST(Bursts, MayBeginAtOnceAndLastToTheEnd) {
  const Counts all(6, 100);
  const auto at_once = bursts_of(Counts{10, 10, 1, 1, 1, 1}, all, {});
  ASSERT_EQ(at_once.size(), 1u);
  EXPECT_EQ(at_once[0].first, 0u);
  const auto to_the_end = bursts_of(Counts{1, 1, 1, 1, 10, 10}, all, {});
  ASSERT_EQ(to_the_end.size(), 1u);
  EXPECT_EQ(to_the_end[0].last, 5u);
}

TEST(Bursts, AreNoneWhereNoneCanBe) {
  EXPECT_TRUE(bursts_of(Counts{}, Counts{}, {}).empty());
  EXPECT_TRUE(bursts_of(Counts{5}, Counts{50}, {}).empty());
  EXPECT_TRUE(bursts_of(Counts{0, 0}, Counts{5, 5}, {}).empty());
  EXPECT_TRUE(bursts_of(Counts{30, 1, 30}, Counts{50, 10, 50}, {}).empty());  // p1 would be 1.1
}

// The cost of a sequence of states as in the paper: -ln of the binomial probabilities, and gamma ln n for each way up.
double cost_of(const Counts& relevant, const Counts& all, std::uint32_t states, const BurstOptions& options) {
  double papers = 0, total = 0, cost = 0;
  for (std::size_t t = 0; t < all.size(); ++t) {
    papers += static_cast<double>(relevant[t]);
    total += static_cast<double>(all[t]);
  }
  bool before = false;
  for (std::size_t t = 0; t < all.size(); ++t) {
    const bool burst = (states >> t & 1u) != 0;
    const double p = papers / total * (burst ? options.ratio : 1), r = static_cast<double>(relevant[t]),
                 d = static_cast<double>(all[t]);
    cost -=
        std::lgamma(d + 1) - std::lgamma(r + 1) - std::lgamma(d - r + 1) + r * std::log(p) + (d - r) * std::log(1 - p);
    if (burst && !before) cost += options.gamma * std::log(static_cast<double>(all.size()));
    before = burst;
  }
  return cost;
}

TEST(Bursts, AreTheCheapestOfAllSequences) {
  constexpr std::uint32_t months = 9;
  int with_bursts = 0;
  for (std::uint64_t trial = 0; trial < 60; ++trial) {
    Counts relevant, all;
    for (std::uint32_t t = 0; t < months; ++t) {
      all.push_back(20 + static_cast<std::int64_t>(random_below(60, 1, Draw::test, trial, t)));
      relevant.push_back(static_cast<std::int64_t>(random_below(t % 4 < 2 ? 14 : 4, 2, Draw::test, trial, t)));
    }
    const BurstOptions options{1.8, 0.3 + 0.02 * static_cast<double>(trial)};
    std::uint32_t found = 0;
    for (const Burst& burst : bursts_of(relevant, all, options))
      for (std::size_t t = burst.first; t <= burst.last; ++t) found |= 1u << t;
    double lowest = std::numeric_limits<double>::infinity();
    for (std::uint32_t states = 0; states < 1u << months; ++states)
      lowest = std::min(lowest, cost_of(relevant, all, states, options));
    EXPECT_NEAR(cost_of(relevant, all, found, options), lowest, 1e-9) << trial;
    with_bursts += found != 0;
  }
  EXPECT_GT(with_bursts, 20);
}

}  // namespace
}  // namespace thema
