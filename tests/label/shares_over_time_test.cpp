// SPDX-License-Identifier: Apache-2.0
#include "thema/label/shares_over_time.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace thema {
namespace {

using Counts = std::vector<std::int64_t>;

// Weights exp(-1/18) one month away and exp(-4/18) two months away; the third month has no papers.
TEST(SmoothedShares, EqualTheKernelByHand) {
  const std::vector<float> shares = smoothed_shares(Counts{0, 4, 0}, Counts{10, 20, 0});
  ASSERT_EQ(shares.size(), 3u);
  EXPECT_NEAR(shares[0], 0.130842, 1e-6);  // 4 e^(-1/18) / (10 + 20 e^(-1/18))
  EXPECT_NEAR(shares[1], 0.135779, 1e-6);  // 4 / (10 e^(-1/18) + 20)
  EXPECT_NEAR(shares[2], 0.140524, 1e-6);  // 4 e^(-1/18) / (10 e^(-4/18) + 20 e^(-1/18))
}

TEST(SmoothedShares, EndFourDeviationsAway) {
  Counts all(30, 0), relevant(30, 0);
  all[0] = relevant[0] = 5;
  const std::vector<float> shares = smoothed_shares(relevant, all);
  EXPECT_EQ(shares[12], 1.0F);
  EXPECT_TRUE(std::isnan(shares[13]));
}

TEST(Growth, OfTwoMonthsIsTheRatioOfShares) {
  const Growth growth = growth_of(Counts{3, 8}, Counts{100, 200});
  EXPECT_NEAR(growth.slope, 12 * std::log((8.0 / 200) / (3.0 / 100)), 1e-9);
  EXPECT_NEAR(growth.error, 12 / std::sqrt(11 * (8.0 / 11) * (3.0 / 11)), 1e-9);
}

// scikit-learn 1.9.1, PoissonRegressor(alpha=0, tol=1e-12) of share on years with the papers as weights; the error from
// its fitted means.
TEST(Growth, IsThePoissonRegression) {
  const Counts all{100, 120, 80, 0, 150, 200, 90, 110, 130, 70, 60, 50}, relevant{1, 2, 1, 0, 4, 5, 2, 6, 5, 3, 5, 6};
  const Growth growth = growth_of(relevant, all);
  EXPECT_NEAR(growth.slope, 2.450650327, 1e-8);
  EXPECT_NEAR(growth.error, 0.6669668516, 1e-8);
}

TEST(Growth, LooksAtTheLastThreeYears) {
  Counts all(40, 100), relevant(40, 10);
  for (std::size_t p = 0; p < 4; ++p) relevant[p] = 90;
  EXPECT_NEAR(growth_of(relevant, all).slope, 0, 1e-9);
}

TEST(Growth, IsUnknownOfPapersInOneMonth) {
  EXPECT_TRUE(std::isnan(growth_of(Counts{0, 5, 0}, Counts{9, 9, 9}).slope));
  EXPECT_TRUE(std::isnan(growth_of(Counts{0, 0, 0}, Counts{9, 9, 9}).error));
  EXPECT_TRUE(std::isnan(growth_of(Counts{9}, Counts{9}).slope));
}

TEST(Growth, OfExtremeSharesIsFinite) {
  const std::int64_t many = 1 << 20;
  EXPECT_NEAR(growth_of(Counts{1, many}, Counts{many, many}).slope, 12 * 20 * std::log(2.0), 1e-6);
}

}  // namespace
}  // namespace thema
