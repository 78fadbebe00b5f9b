// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/move_rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "thema/core/random.hpp"

namespace thema::kernels {
namespace {

constexpr std::int64_t kRows = 50, kWidth = 13;
constexpr double kScale = 0x1p40;
const FixedPoint kFixed(kRows);  // of this scale: 62 - ceil(log2 50) = 56 > 40

std::vector<float> some_rows() {
  std::vector<float> rows;
  for (std::uint64_t i = 0; i < kRows * kWidth; ++i)
    rows.push_back(static_cast<float>(2 * random_unit(3, Draw::test, i) - 1));
  rows[0] = 1.0f, rows[1] = -1.0f, rows[2] = 0.0f, rows[3] = -0.0f;
  rows[4] = 0x1p-41f, rows[5] = 0x3p-41f, rows[6] = -0x1p-41f;  // halves: 0.5, 1.5, -0.5 of a unit
  return rows;
}

std::int64_t rounded(float x) { return std::llrint(static_cast<double>(x) * kScale); }  // half to even

TEST(MoveRows, AddsRoundedRowsToTheirGroup) {
  const auto rows = some_rows();
  std::vector<std::int64_t> sums(3 * kWidth), expected(3 * kWidth);
  std::vector<Move> moves;
  for (std::int64_t i = 0; i < kRows; ++i) {
    moves.push_back({i, -1, static_cast<std::int32_t>(i % 2)});  // group 2 stays empty
    for (std::int64_t j = 0; j < kWidth; ++j)
      expected[static_cast<std::size_t>(i % 2 * kWidth + j)] += rounded(rows[static_cast<std::size_t>(i * kWidth + j)]);
  }
  move_rows(rows.data(), kWidth, moves.data(), kRows, kFixed, sums.data());
  EXPECT_EQ(sums, expected);
}

TEST(MoveRows, MovesBackLeaveNothing) {
  const auto rows = some_rows();
  std::vector<std::int64_t> sums(2 * kWidth);
  const std::vector<Move> there{{0, -1, 0}, {1, -1, 0}, {7, -1, 1}}, back{{7, 1, 0}, {1, 0, -1}, {7, 0, -1}};
  move_rows(rows.data(), kWidth, there.data(), 3, kFixed, sums.data());
  move_rows(rows.data(), kWidth, back.data(), 3, kFixed, sums.data());
  for (std::int64_t j = 0; j < kWidth; ++j) {
    EXPECT_EQ(sums[static_cast<std::size_t>(j)], rounded(rows[static_cast<std::size_t>(j)]));
    EXPECT_EQ(sums[static_cast<std::size_t>(kWidth + j)], 0);
  }
}

}  // namespace
}  // namespace thema::kernels
