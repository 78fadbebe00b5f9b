// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/gaps.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "cluster/made_rows.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {
namespace {

TEST(Gaps, ShrinkByTheOwnDriftAndTheLargestOfTheOthers) {
  const std::vector<float> before{1, 0, 0, 1, -1, 0};
  const std::vector<float> after{1.25f, 0, 0, 1, -1, 0.5f};  // drifts 0.25, 0, 0.5
  Gaps gaps(4);
  std::ranges::fill(gaps.values(), 1.0);
  gaps.shrink(before, after, 2, std::vector<std::int32_t>{0, 1, 2, 2});
  const std::vector<double> expected{1 - 0.25 - 0.5, 1 - 0.0 - 0.5, 1 - 0.5 - 0.25, 1 - 0.5 - 0.25};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_LE(gaps.values()[i], expected[i]);
    EXPECT_NEAR(gaps.values()[i], expected[i], 1e-5);
  }
  EXPECT_EQ(gaps.open_rows(0.3), (std::vector<std::int64_t>{0, 2, 3}));
  gaps.forget(1);
  EXPECT_EQ(gaps.open_rows(0), (std::vector<std::int64_t>{1}));
}

TEST(Gaps, AllRowsAreOpenAtFirst) { EXPECT_EQ(Gaps(3).open_rows(1e-9), (std::vector<std::int64_t>{0, 1, 2})); }

// Exact similarity to the own point less that to the nearest other one.
double true_gap(const MadeRows& rows, std::int64_t i, const std::vector<float>& points, std::int32_t own) {
  double other = -2;
  for (std::int32_t t = 0; t < static_cast<std::int32_t>(points.size()) / rows.width; ++t)
    if (t != own) other = std::max(other, exact_dot(rows.row(i), points.data() + t * rows.width, rows.width));
  return exact_dot(rows.row(i), points.data() + own * rows.width, rows.width) - other;
}

TEST(Gaps, StayBelowTheTruthWhereverCentroidsGo) {
  const MadeRows rows = make_rows(200, 3, 200, 0);
  std::vector<float> points = make_rows(5, 3, 5, 0, 8).values;
  std::vector<std::int32_t> labels;
  Gaps gaps(rows.count());
  for (std::int64_t i = 0; i < rows.count(); ++i) {
    labels.push_back(static_cast<std::int32_t>(i % 5));
    gaps.values()[static_cast<std::size_t>(i)] = true_gap(rows, i, points, labels.back());
  }
  for (std::uint64_t step = 20; step < 24; ++step) {
    const std::vector<float> next = make_rows(5, 3, 5, 0, step).values;
    gaps.shrink(points, next, 3, labels);
    points = next;
    for (std::int64_t i = 0; i < rows.count(); ++i)
      EXPECT_LE(gaps.values()[static_cast<std::size_t>(i)],
                true_gap(rows, i, points, labels[static_cast<std::size_t>(i)]));
  }
}

}  // namespace
}  // namespace thema::clusters
