// SPDX-License-Identifier: Apache-2.0
#include "thema/core/partition.hpp"

#include <gtest/gtest.h>

namespace thema {
namespace {

static_assert(even_part(10, 3, 0) == Range{0, 4});
static_assert(even_part(10, 3, 2) == Range{7, 10});
static_assert(even_part(2, 4, 3) == Range{2, 2});

TEST(WeightedPart, CoversEveryBlockOnce) {
  const std::vector<std::vector<std::int64_t>> cases{
      {}, {0, 0, 0}, {5}, {1, 1, 1, 1, 1, 1}, {100, 1, 1, 1}, {1, 1, 1, 100}, {0, 7, 0, 0, 7, 0}};
  for (const auto& weights : cases)
    for (std::int64_t parts = 1; parts <= 8; ++parts) {
      std::int64_t next = 0;
      for (std::int64_t p = 0; p < parts; ++p) {
        const Range range = weighted_part(weights, parts, p);
        EXPECT_EQ(range.first, next) << "part " << p << " of " << parts;
        EXPECT_GE(range.last, range.first);
        next = range.last;
      }
      EXPECT_EQ(next, static_cast<std::int64_t>(weights.size()));
    }
}

TEST(WeightedPart, BalancesTheWeights) {
  EXPECT_EQ(weighted_part(std::vector<std::int64_t>{8, 1, 1, 1, 1, 1, 1, 1, 1}, 2, 0), (Range{0, 1}));
  EXPECT_EQ(weighted_part(std::vector<std::int64_t>{8, 1, 1, 1, 1, 1, 1, 1, 1}, 2, 1), (Range{1, 9}));
}

}  // namespace
}  // namespace thema
