// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/batches.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "thema/core/random.hpp"

namespace thema {
namespace {

using Lengths = std::vector<std::int32_t>;

TEST(Batches, LongestFirstTiesByIndexCutAtTheBudget) {
  EXPECT_EQ(plan_batches(Lengths{3, 7, 3, 5, 7}, 14), (std::vector<Batch>{{1, 4}, {3, 0, 2}}));
  EXPECT_EQ(plan_batches(Lengths{3, 7, 3, 5, 7}, 13), (std::vector<Batch>{{1}, {4, 3}, {0, 2}}));
}

TEST(Batches, TextLongerThanTheBudgetStandsAlone) {
  EXPECT_EQ(plan_batches(Lengths{2, 9, 1}, 4), (std::vector<Batch>{{1}, {0, 2}}));
}

TEST(Batches, NothingGivesNothing) { EXPECT_TRUE(plan_batches({}, 100).empty()); }

TEST(Batches, EveryTextOnceAndNoBatchThatCouldTakeTheNextText) {
  Lengths lengths;
  for (std::uint64_t i = 0; i < 257; ++i)
    lengths.push_back(static_cast<std::int32_t>(3 + random_below(254, 1, Draw::test, i)));
  const auto tokens = [&](const Batch& batch) {
    std::int64_t sum = 0;
    for (const auto text : batch) sum += lengths[static_cast<std::size_t>(text)];
    return sum;
  };
  const auto batches = plan_batches(lengths, 2048);
  std::vector<std::int64_t> seen;
  for (std::size_t b = 0; b < batches.size(); ++b) {
    EXPECT_LE(tokens(batches[b]), 2048);
    if (b > 0) {
      EXPECT_GT(tokens(batches[b - 1]) + lengths[static_cast<std::size_t>(batches[b].front())], 2048);
    }
    seen.insert(seen.end(), batches[b].begin(), batches[b].end());
  }
  std::sort(seen.begin(), seen.end());
  ASSERT_EQ(seen.size(), 257u);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<std::int64_t>(i));
}

}  // namespace
}  // namespace thema
