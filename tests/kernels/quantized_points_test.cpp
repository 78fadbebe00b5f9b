// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/quantized_points.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "thema/core/matrix_product.hpp"
#include "thema/core/random.hpp"

namespace thema::kernels {
namespace {

// Unit rows around a few directions, so that several points compete; one component in `spike` of ten times the size,
// which spoils the row's integers.
std::vector<float> unit_rows(std::int64_t count, std::int64_t width, std::uint64_t seed, std::int64_t spike) {
  std::vector<float> rows;
  for (std::int64_t i = 0; i < count; ++i) {
    double norm = 0;
    std::vector<double> row;
    for (std::int64_t j = 0; j < width; ++j) {
      const auto draw = [&](std::uint64_t key, std::int64_t id) {
        return random_unit(key, Draw::test, static_cast<std::uint64_t>(id), static_cast<std::uint32_t>(j)) - 0.5;
      };
      double x = draw(99, i % 3) + 0.4 * draw(seed, i);
      if (spike != 0 && (i + j) % spike == 0) x *= 10;
      row.push_back(x);
      norm += x * x;
    }
    for (const double x : row) rows.push_back(static_cast<float>(x / std::sqrt(norm)));
  }
  return rows;
}

struct Case {
  std::int64_t rows, points, width, spike;
  std::int64_t wanted;
};

void expect_contract(const Case& c) {
  const auto rows = unit_rows(c.rows, c.width, 1, c.spike), points = unit_rows(c.points, c.width, 2, 0);
  std::vector<float> scores(static_cast<std::size_t>(c.rows * c.points));
  std::vector<TopTwo> top(static_cast<std::size_t>(c.rows)), expected_top = top;
  const QuantizedPoints quantized = quantize_points(points.data(), c.points, c.width);
  const std::int64_t wanted = std::min(c.wanted, c.points);
  score_quantized(rows.data(), c.rows, quantized, wanted, scores.data(), top.data());
  nearest_two(scores.data(), c.rows, c.points, expected_top.data());
  const double bound = dot_error_bound(c.width);
  for (std::int64_t i = 0; i < c.rows; ++i) {
    const float* const own = scores.data() + i * c.points;
    std::vector<double> exact;
    for (std::int64_t j = 0; j < c.points; ++j)
      exact.push_back(exact_dot(rows.data() + i * c.width, points.data() + j * c.width, c.width));
    std::vector<double> sorted = exact;
    std::sort(sorted.rbegin(), sorted.rend());
    const auto places = static_cast<std::size_t>(wanted);
    // Whatever is not surely right must be surely below the wanted ones.
    std::int64_t right = 0;
    for (std::int64_t j = 0; j < c.points; ++j) {
      const double truth = exact[static_cast<std::size_t>(j)];
      const bool is_right = std::abs(own[j] - truth) <= bound;
      right += is_right;
      if (is_right) continue;
      const bool is_alone =
          places == 1 && truth == sorted[0] && own[j] - top[static_cast<std::size_t>(i)].second > 4 * bound;
      EXPECT_TRUE(is_alone || own[j] < sorted[places - 1] - 2 * bound) << "row " << i << " point " << j;
    }
    const TopTwo& found = top[static_cast<std::size_t>(i)];
    EXPECT_EQ(found.best, expected_top[static_cast<std::size_t>(i)].best);
    EXPECT_EQ(found.second, expected_top[static_cast<std::size_t>(i)].second);
    EXPECT_EQ(found.column, expected_top[static_cast<std::size_t>(i)].column);
    EXPECT_GE(exact[static_cast<std::size_t>(found.column)], sorted[0] - 2 * bound);
  }
}

class QuantizedPointsTest : public testing::Test {
  void SetUp() override {
    if (!can_quantize_points(1)) GTEST_SKIP() << "this processor has no AVX-512 VNNI";
  }
};

TEST_F(QuantizedPointsTest, WhatCouldBeBestIsRightInFp32) {
  for (const std::int64_t wanted : {1, 2, 3, 7})
    for (const std::int64_t points : {1, 2, 15, 16, 17, 64, 65, 112, 129, 230})
      for (const std::int64_t width : {1, 3, 16, 37, 100, 384}) expect_contract({70, points, width, 0, wanted});
}

TEST_F(QuantizedPointsTest, RowsOfAFewLargeComponents) {
  for (const std::int64_t wanted : {1, 2, 5}) expect_contract({130, 40, 96, 19, wanted});
}

// By hand: with steps 1/127 the integers are the values themselves, nothing is left over.
TEST_F(QuantizedPointsTest, WholeStepsLeaveNothing) {
  const std::vector<float> points{1, 0, 0, 1, -1, 0};
  const QuantizedPoints quantized = quantize_points(points.data(), 3, 2);
  EXPECT_LT(quantized.remainder, 1e-8) << "1/127 is rounded";
  const std::vector<float> rows{0, 1, -1, 0, 0, 0};
  std::vector<float> scores(9);
  std::vector<TopTwo> top(3);
  // The row of zeros has three equal products: all are repeated.
  EXPECT_EQ(score_quantized(rows.data(), 3, quantized, 1, scores.data(), top.data()), 3);
  const std::vector<float> expected{0, 1, 0, -1, 0, 1, 0, 0, 0};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(scores[i], expected[i], 1e-6) << i;
  EXPECT_EQ(top[0].column, 1);
  EXPECT_EQ(top[1].column, 2);
  EXPECT_EQ(top[2].column, 0) << "the lowest of equal ones";
}

TEST_F(QuantizedPointsTest, TooWideRowsAreRefused) {
  EXPECT_TRUE(can_quantize_points(65'536));
  EXPECT_FALSE(can_quantize_points(65'537));
}

}  // namespace
}  // namespace thema::kernels
