// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/nearest_points.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace thema::kernels {
namespace {

// Points 0 to 5 of a line at 0, 1, 3, 3, 7 and 2: ties and equal points.
TEST(NearestPoints, AreInOrderAndTiesTakeTheLowerIndex) {
  const std::vector<float> points{0, 0, 1, 0, 3, 0, 3, 0, 7, 0, 2, 0};
  const std::vector<std::int64_t> queries{1, 2, 4};
  std::vector<double> squared(9);
  std::vector<std::int64_t> nearest(9);
  nearest_points(points.data(), 6, queries.data(), 3, 3, squared.data(), nearest.data());
  EXPECT_EQ(nearest, (std::vector<std::int64_t>{0, 5, 2, 3, 5, 1, 2, 3, 5}));
}

}  // namespace
}  // namespace thema::kernels
