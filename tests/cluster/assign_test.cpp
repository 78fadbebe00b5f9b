// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/assign.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cluster/made_rows.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {
namespace {

// All pairs in double, the lower id first among equals.
NearestTwo by_all_pairs(const float* row, const std::vector<float>& points, std::int64_t width) {
  NearestTwo found;
  found.best_similarity = found.second_similarity = -10;
  const std::int64_t count = static_cast<std::int64_t>(points.size()) / width;
  for (std::int32_t j = 0; j < count; ++j) {
    const double similarity = exact_dot(row, points.data() + j * width, width);
    if (similarity > found.best_similarity) {
      found.second = found.best;
      found.second_similarity = found.best_similarity;
      found.best = j;
      found.best_similarity = similarity;
    } else if (similarity > found.second_similarity) {
      found.second = j;
      found.second_similarity = similarity;
    }
  }
  return found;
}

void expect_as_all_pairs(const MadeRows& rows, const std::vector<float>& points) {
  const auto n = static_cast<std::size_t>(rows.count());
  const bool single = points.size() == static_cast<std::size_t>(rows.width);
  std::vector<NearestTwo> expected, two(n);
  for (std::int64_t i = 0; i < rows.count(); ++i) expected.push_back(by_all_pairs(rows.row(i), points, rows.width));
  for_each_nearest_two(rows.all(), points,
                       [&](std::int64_t i, const NearestTwo& found) { two[static_cast<std::size_t>(i)] = found; });
  std::vector<std::int32_t> labels(n);
  assign(rows.all(), points, labels);
  for_each_nearest(rows.all(), points, [&](std::int64_t i, std::int32_t best, double similarity) {
    EXPECT_EQ(best, expected[static_cast<std::size_t>(i)].best);
    EXPECT_EQ(similarity, expected[static_cast<std::size_t>(i)].best_similarity);
  });
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_EQ(labels[i], expected[i].best);
    EXPECT_EQ(two[i].best, expected[i].best);
    EXPECT_EQ(two[i].best_similarity, expected[i].best_similarity);
    EXPECT_EQ(two[i].second, expected[i].second);
    if (single) {
      EXPECT_TRUE(std::isnan(two[i].second_similarity));
      continue;
    }
    EXPECT_EQ(two[i].second_similarity, expected[i].second_similarity);
  }
}

TEST(Assign, EqualsAllPairs) {
  for (const std::int64_t width : {1, 2, 7, 8, 19, 64, 384})
    for (const std::int64_t k : {1, 2, 3, 17, 40})
      expect_as_all_pairs(make_rows(300, width, 300, 0.5, 1), make_rows(k, width, k, 0.5, 9).values);
}

TEST(Assign, DuplicatePointsGoToTheLowerId) {
  const MadeRows rows = make_rows(200, 33, 5, 0.3);
  std::vector<float> points = make_rows(5, 33, 5, 0.1).values;
  const std::vector<float> copy = points;
  points.insert(points.end(), copy.begin(), copy.end());
  points.insert(points.end(), copy.begin(), copy.end());
  expect_as_all_pairs(rows, points);
}

// Points one unit in the last place apart: fp32 scores cannot order them, exact rescoring must.
TEST(Assign, OrdersWhatTheMatrixProductCannot) {
  const MadeRows rows = make_rows(400, 96, 8, 0.2);
  const std::vector<float> base = make_rows(8, 96, 8, 0).values;
  std::vector<float> points;
  for (int copy = 0; copy < 6; ++copy)
    for (std::size_t i = 0; i < base.size(); ++i)
      points.push_back(i % 7 == static_cast<std::size_t>(copy) ? std::nextafter(base[i], copy % 2 == 0 ? 2.0f : -2.0f)
                                                               : base[i]);
  expect_as_all_pairs(rows, points);
}

TEST(Assign, MoreRowsThanATile) { expect_as_all_pairs(make_rows(5000, 4, 50, 0.3), make_rows(6, 4, 6, 0.3, 4).values); }

TEST(Assign, NoRows) {
  const MadeRows rows{4, {}};
  for_each_nearest_two(rows.all(), make_rows(3, 4, 3, 0).values, [](std::int64_t, const NearestTwo&) { FAIL(); });
}

TEST(Assign, ZeroRowGoesToTheFirstPoint) {
  const MadeRows rows{5, std::vector<float>(5)};
  expect_as_all_pairs(rows, make_rows(4, 5, 4, 0).values);
}

}  // namespace
}  // namespace thema::clusters
