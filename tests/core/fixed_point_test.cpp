// SPDX-License-Identifier: Apache-2.0
#include "thema/core/fixed_point.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace thema {
namespace {

TEST(FixedPoint, ScaleIsTheContracts) {
  EXPECT_EQ(FixedPoint(1).scale(), 0x1p40);
  EXPECT_EQ(FixedPoint(std::int64_t{1} << 22).scale(), 0x1p40);
  EXPECT_EQ(FixedPoint((std::int64_t{1} << 22) + 1).scale(), 0x1p39);  // 62 - 23
  EXPECT_EQ(FixedPoint(std::int64_t{1} << 40).scale(), 0x1p22);
}

TEST(FixedPoint, RoundsToTheNearestMultiple) {
  const FixedPoint fixed(10);
  EXPECT_EQ(fixed.encode(0.5), std::int64_t{1} << 39);
  EXPECT_EQ(fixed.encode(-1.0), -(std::int64_t{1} << 40));
  EXPECT_EQ(fixed.encode(0x1.4p-40), 1);
  EXPECT_EQ(fixed.encode(0x1.8p-40), 2);  // half to even
  EXPECT_EQ(fixed.encode(-0x1.8p-40), -2);
  EXPECT_EQ(fixed.decode(fixed.encode(0.25)), 0.25);
}

TEST(FixedPoint, SumsDoNotDependOnTheOrder) {
  std::mt19937 engine(1);
  std::uniform_real_distribution<double> draw(-1, 1);
  std::vector<double> terms(10'000);
  for (double& t : terms) t = draw(engine);
  const FixedPoint fixed(static_cast<std::int64_t>(terms.size()));
  const auto sum = [&] {
    return std::accumulate(terms.begin(), terms.end(), std::int64_t{0},
                           [&](std::int64_t s, double t) { return s + fixed.encode(t); });
  };
  const std::int64_t before = sum();
  std::shuffle(terms.begin(), terms.end(), engine);
  EXPECT_EQ(sum(), before);
  EXPECT_NEAR(fixed.decode(before), std::accumulate(terms.begin(), terms.end(), 0.0), 1e-8);
}

}  // namespace
}  // namespace thema
