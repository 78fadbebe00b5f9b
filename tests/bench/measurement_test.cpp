// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/measurement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "test_context.hpp"
#include "thema/core/error.hpp"

namespace thema::bench {
namespace {

struct Known {
  std::int64_t n, low, high;
  double coverage;
};

// From scipy.stats.binom 1.17: the largest j with 1 - 2 binom.cdf(j - 1, n, 1/2) >= 0.95; below n = 6 the whole range.
constexpr Known kKnown[] = {{1, 1, 1, 0},
                            {2, 1, 2, 0.5},
                            {5, 1, 5, 0.9375},
                            {6, 1, 6, 0.96875},
                            {8, 1, 8, 0.9921875},
                            {9, 2, 8, 0.9609375},
                            {10, 2, 9, 0.978515625},
                            {12, 3, 10, 0.96142578125},
                            {15, 4, 12, 0.96484375},
                            {20, 6, 15, 0.9586105},
                            {25, 8, 18, 0.9567147},
                            {30, 10, 21, 0.9572260},
                            {50, 18, 33, 0.9671609},
                            {100, 40, 61, 0.9647998},
                            {1000, 469, 532, 0.9537088}};

TEST(Measurement, RanksOfTheIntervalAreThoseOfTheBinomialDistribution) {
  for (const Known& known : kKnown) {
    const IntervalRanks ranks = median_interval_ranks(known.n);
    EXPECT_EQ(ranks.low, known.low) << known.n;
    EXPECT_EQ(ranks.high, known.high) << known.n;
    EXPECT_NEAR(ranks.coverage, known.coverage, 1e-7) << known.n;
  }
  EXPECT_THROW(median_interval_ranks(0), Error);
  EXPECT_THROW(median_interval_ranks(1001), Error);
}

TEST(Measurement, MedianAndIntervalOfValuesInAnyOrder) {
  const MedianInterval odd = median_interval({9, 1, 5, 3, 7, 8, 2, 6, 4});  // ranks 2 and 8
  EXPECT_EQ(odd.median, 5);
  EXPECT_EQ(odd.low, 2);
  EXPECT_EQ(odd.high, 8);
  const MedianInterval even = median_interval({4, 1, 3, 2});
  EXPECT_EQ(even.median, 2.5);
  EXPECT_EQ(even.low, 1);
  EXPECT_EQ(even.high, 4);
  EXPECT_EQ(even.coverage, 0.875);
}

TEST(Measurement, RatesTurnTheIntervalRound) {
  const Measurement measured{{1, 2, 4, 5, 8, 10}, 1};
  const MedianInterval rate = measured.rate(40);
  EXPECT_EQ(rate.low, 4);
  EXPECT_EQ(rate.high, 40);
  EXPECT_EQ(rate.median, 9);  // of 10 and 8
}

TEST(Measurement, SpeedupIsTakenRepetitionByRepetition) {
  const Measurement slow{{2, 40, 6}, 1}, fast{{1, 10, 2}, 1};  // 2, 4 and 3 times; the second while others worked
  const MedianInterval speedup = fast.speedup_over(slow);
  EXPECT_EQ(speedup.median, 3);
  EXPECT_EQ(speedup.low, 2);
  EXPECT_EQ(speedup.high, 4);
  EXPECT_THROW(fast.speedup_over({{1, 2}, 1}), Error);
}

TEST(Measurement, WorksTakeTurns) {
  const Context context = test_context();
  std::string order;
  const auto measured = measure_in_turn(context, {2, 1, 0}, {[&] { order += 'a'; }, [&] { order += 'b'; }});
  EXPECT_EQ(order, "ababab");
  ASSERT_EQ(measured.size(), 2u);
  EXPECT_EQ(measured[1].seconds.size(), 2u);
}

TEST(Measurement, CountsItsCalls) {
  const Context context = test_context();
  std::int64_t calls = 0;
  const Measurement once = measure(context, {3, 2, 0}, [&] { ++calls; });
  EXPECT_EQ(once.calls, 1);
  EXPECT_EQ(calls, 2 + 3);
  ASSERT_EQ(once.seconds.size(), 3u);
  EXPECT_TRUE(std::ranges::all_of(once.seconds, [](double s) { return s >= 0 && std::isfinite(s); }));
}

TEST(Measurement, ShortWorkIsRepeatedWithinARepetition) {
  const Context context = test_context();
  std::int64_t calls = 0;
  const Measurement many = measure(context, {2, 1, 0.001}, [&] { ++calls; });
  EXPECT_GT(many.calls, 1);
  EXPECT_EQ(calls, 1 + 2 * many.calls);
}

}  // namespace
}  // namespace thema::bench
