// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/candidate_columns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "thema/core/random.hpp"

namespace thema::kernels {
namespace {

constexpr double kNone = -std::numeric_limits<double>::infinity();

std::vector<std::vector<std::int32_t>> candidates(const std::vector<float>& products, const ApproximateTile& shape,
                                                  std::int64_t wanted, double floor) {
  ApproximateTile tile = shape;
  tile.products = products.data();
  const auto rows = static_cast<std::size_t>(tile.rows);
  const std::vector<double> floors(rows, floor);
  std::vector<float> largest(rows * static_cast<std::size_t>(wanted));
  std::vector<std::int32_t> columns(products.size()), counts(rows);
  candidate_columns(tile, wanted, floors.data(), largest.data(), columns.data(), counts.data());
  std::vector<std::vector<std::int32_t>> found;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto begin = columns.begin() + static_cast<std::int64_t>(i) * tile.columns;
    found.emplace_back(begin, begin + counts[i]);
  }
  return found;
}

TEST(CandidateColumns, KeepWhatMayBeAmongTheBest) {
  const std::vector<float> row{0.1f, 0.9f, 0.5f, 0.78f, 0.7f, 0.8f};
  const ApproximateTile exact{nullptr, 1, 6, 100, 0, 0}, rough{nullptr, 1, 6, 100, 0, 0.015};
  EXPECT_EQ(candidates(row, exact, 2, kNone)[0], (std::vector<std::int32_t>{1, 5}));
  EXPECT_EQ(candidates(row, rough, 2, kNone)[0], (std::vector<std::int32_t>{1, 3, 5})) << "0.78 may be above 0.8";
  EXPECT_EQ(candidates(row, exact, 9, kNone)[0].size(), 6u) << "fewer than wanted: all";
}

TEST(CandidateColumns, LeaveOutWhatCannotReachTheFloor) {
  const std::vector<float> row{0.1f, 0.9f, 0.5f, 0.78f, 0.7f, 0.8f};
  EXPECT_EQ(candidates(row, {nullptr, 1, 6, 100, 0, 0.125}, 6, 0.875)[0], (std::vector<std::int32_t>{1, 3, 5}));
  EXPECT_TRUE(candidates(row, {nullptr, 1, 6, 100, 0, 0.01}, 6, 0.95)[0].empty());
}

TEST(CandidateColumns, LeaveOutTheRowItself) {
  const std::vector<float> same(9, 1.0f);
  const auto found = candidates(same, {nullptr, 3, 3, 11, 10, 0}, 3, kNone);  // rows 11 to 13, columns 10 to 12
  EXPECT_EQ(found[0], (std::vector<std::int32_t>{0, 2}));
  EXPECT_EQ(found[1], (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(found[2], (std::vector<std::int32_t>{0, 1, 2}));
}

// By definition: whatever is within twice the error of the wanted-th largest.
TEST(CandidateColumns, AreThoseOfASort) {
  const std::int64_t rows = 20, columns = 150, wanted = 7;
  std::vector<float> products;
  for (std::int64_t i = 0; i < rows * columns; ++i)
    products.push_back(static_cast<float>(random_unit(1, Draw::test, static_cast<std::uint64_t>(i))));
  const auto found = candidates(products, {nullptr, rows, columns, 1000, 0, 0.01}, wanted, kNone);
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto begin = products.begin() + i * columns;
    std::vector<float> sorted(begin, begin + columns);
    std::sort(sorted.rbegin(), sorted.rend());
    std::vector<std::int32_t> expected;
    for (std::int32_t j = 0; j < columns; ++j)
      if (static_cast<double>(begin[j]) >= static_cast<double>(sorted[wanted - 1]) - 0.02) expected.push_back(j);
    EXPECT_EQ(found[static_cast<std::size_t>(i)], expected);
  }
}

}  // namespace
}  // namespace thema::kernels
