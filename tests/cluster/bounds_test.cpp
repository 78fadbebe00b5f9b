// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/bounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>

#include "cluster/made_rows.hpp"
#include "thema/cluster/assign.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {
namespace {

std::vector<std::int32_t> by_all_pairs(const MadeRows& rows, const std::vector<float>& points) {
  std::vector<std::int32_t> labels;
  for (std::int64_t i = 0; i < rows.count(); ++i) {
    double largest = -std::numeric_limits<double>::infinity();
    labels.push_back(-1);
    for (std::int32_t t = 0; t < static_cast<std::int64_t>(points.size()) / rows.width; ++t) {
      const double similarity = exact_dot(rows.row(i), points.data() + t * rows.width, rows.width);
      if (similarity > largest) labels.back() = t;
      largest = std::max(largest, similarity);
    }
  }
  return labels;
}

// `share` of the way from a to b, as unit vectors.
std::vector<float> between(const std::vector<float>& a, const std::vector<float>& b, float share, std::int64_t width) {
  std::vector<float> mixed;
  for (std::size_t i = 0; i < a.size(); ++i) mixed.push_back((1 - share) * a[i] + share * b[i]);
  for (std::size_t first = 0; first < mixed.size(); first += static_cast<std::size_t>(width))
    normalise(std::span(mixed).subspan(first, static_cast<std::size_t>(width)));
  return mixed;
}

// Points that move a little, a lot, not at all: the labels must be those of all pairs after each step.
void expect_exact_while_points_move(const MadeRows& rows, std::vector<float> points, const std::vector<float>& goal,
                                    const std::vector<float>& steps) {
  std::vector<std::int32_t> labels(static_cast<std::size_t>(rows.count()));
  Bounds bounds(rows.count(), points, rows.width);
  assign(rows.all(), points, labels, bounds);
  EXPECT_EQ(labels, by_all_pairs(rows, points));
  for (const float share : steps) {
    std::vector<float> next = between(points, goal, share, rows.width);
    bounds.follow(points, next);
    points = std::move(next);
    bounds.assign(rows.all(), points, labels);
    EXPECT_EQ(labels, by_all_pairs(rows, points)) << "width " << rows.width << ", step " << share;
  }
}

TEST(Bounds, LabelsAreThoseOfAllPairsWhereverPointsGo) {
  for (const std::int64_t width : {1, 3, 8, 33, 64})
    for (const std::int64_t k : {1, 2, 5, 13, 40})
      expect_exact_while_points_move(make_rows(300, width, 40, 0.8, 1), make_rows(k, width, k, 0.5, 9).values,
                                     make_rows(k, width, k, 0.5, 21).values, {0.01F, 0.3F, 0, 0.002F, 1, 0.05F});
}

// More rows than are looked at before any is searched; far steps leave every bound open.
TEST(Bounds, HoldForManyRowsOfWhichAllAreSearched) {
  expect_exact_while_points_move(make_rows(2'100, 33, 40, 0.8, 1), make_rows(40, 33, 40, 0.5, 9).values,
                                 make_rows(40, 33, 40, 0.5, 21).values, {0.01F, 1, 1, 0.002F});
}

TEST(Bounds, EqualPointsGoToTheLowerId) {
  const MadeRows rows = make_rows(200, 33, 5, 0.3);
  std::vector<float> points = make_rows(5, 33, 5, 0.1).values, goal = make_rows(5, 33, 5, 0.1, 7).values;
  for (int copy = 0; copy < 2; ++copy) {
    points.insert(points.end(), points.begin(), points.begin() + 5 * 33);
    goal.insert(goal.end(), goal.begin(), goal.begin() + 5 * 33);
  }
  expect_exact_while_points_move(rows, points, goal, {0.01F, 0.2F, 0.5F, 0});
}

TEST(Bounds, NothingIsComputedWhileNothingMoves) {
  const MadeRows rows = make_rows(500, 24, 10, 0.2);
  const std::vector<float> points = make_rows(10, 24, 10, 0).values;
  std::vector<std::int32_t> labels(500);
  Bounds bounds(rows.count(), points, 24);
  assign(rows.all(), points, labels, bounds);
  bounds.follow(points, points);
  EXPECT_EQ(bounds.assign(rows.all(), points, labels), 0);
  bounds.forget(17);
  EXPECT_EQ(bounds.assign(rows.all(), points, labels), 11) << "its own point, then all groups";
  EXPECT_EQ(labels, by_all_pairs(rows, points));
}

TEST(Bounds, ALongWayWearsThemOut) {
  const std::vector<float> here{1, 0, 0, 1}, there{-1, 0, 0, 1};
  Bounds bounds(1, here, 2);
  EXPECT_FALSE(bounds.are_worn());
  bounds.follow(here, there);
  EXPECT_FALSE(bounds.are_worn());
  bounds.follow(there, here);
  bounds.follow(here, there);
  EXPECT_TRUE(bounds.are_worn()) << "three times 2";
}

// Two bundles of directions, by hand: 0 2 4 near (1, 0), 1 3 5 near (0, 1).
TEST(NearGroups, TakeWhatIsNear) {
  const std::vector<float> points{1, 0, 0, 1, 0.99F, 0.14F, 0.14F, 0.99F, 0.98F, 0.2F, 0.2F, 0.98F};
  const auto groups = near_groups(points, 2, 3);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(std::set<std::int32_t>(groups[0].begin(), groups[0].end()), (std::set<std::int32_t>{0, 2, 4}));
  EXPECT_EQ(std::set<std::int32_t>(groups[1].begin(), groups[1].end()), (std::set<std::int32_t>{1, 3, 5}));
  EXPECT_EQ(near_groups(points, 2, 4).size(), 2U) << "six in fours: four and two";
}

}  // namespace
}  // namespace thema::clusters
