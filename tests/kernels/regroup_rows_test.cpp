// SPDX-License-Identifier: Apache-2.0
// Expected values are made by hand.
#include "thema/kernels/regroup_rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "thema/kernels/mean_directions.hpp"

namespace thema::kernels {
namespace {

using Numbers = std::vector<std::int64_t>;

// Of 1,000 terms the scale is 2^40.
constexpr std::int64_t kOne = std::int64_t{1} << 40;

TEST(RegroupRows, AddsWhatMovesAndNothingElse) {
  const FixedPoint fixed(1000);
  const std::vector<float> rows{0.5f, 0, 0.25f, -1, 1, 1, 0, 0.125f};
  const std::vector<std::int32_t> before{-1, 2, 0, 1}, after{0, 0, 0, 2};
  Numbers sums(6), sizes(3);
  std::int64_t moved = 5;
  regroup_rows({}, rows.data(), 4, 2, before.data(), after.data(), fixed, sums.data(), sizes.data(), &moved);
  EXPECT_EQ(sums, (Numbers{kOne / 2 + kOne / 4, -kOne, 0, -kOne / 8, -kOne / 4, kOne + kOne / 8}));
  EXPECT_EQ(sizes, (Numbers{2, -1, 0}));
  EXPECT_EQ(moved, 8) << "5 before";
}

TEST(RegroupRows, RoundsHalfToEven) {
  const FixedPoint fixed(std::int64_t{1} << 61);  // the scale is 2
  const std::vector<float> rows{0.25f, 0.75f, -0.25f, 0.8f};
  const std::vector<std::int32_t> before{-1}, after{0};
  Numbers sums(4), sizes(1);
  std::int64_t moved = 0;
  regroup_rows({}, rows.data(), 1, 4, before.data(), after.data(), fixed, sums.data(), sizes.data(), &moved);
  EXPECT_EQ(sums, (Numbers{0, 2, 0, 2}));
}

TEST(MeanDirections, AreUnitVectorsAndAnEmptyGroupKeepsItsOwn) {
  const FixedPoint fixed(1000);
  const Numbers sums{3 * kOne, 4 * kOne, 0, 0, -kOne, kOne};
  std::vector<float> directions{9, 9, 0.6f, 0.8f, 9, 9};
  mean_directions({}, sums.data(), 3, 2, fixed, directions.data());
  const float half_root = static_cast<float>(std::sqrt(0.5));
  EXPECT_EQ(directions, (std::vector<float>{0.6f, 0.8f, 0.6f, 0.8f, -half_root, half_root}));
}

}  // namespace
}  // namespace thema::kernels
