// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/nearest_two.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "thema/core/random.hpp"

namespace thema::kernels {
namespace {

// Few different values make many ties; many let every pair of columns hold the two largest of some row.
std::vector<float> whole_scores(std::int64_t rows, std::int64_t columns, std::uint64_t values) {
  std::vector<float> scores;
  for (std::int64_t i = 0; i < rows * columns; ++i)
    scores.push_back(static_cast<float>(random_below(values, 1, Draw::test, static_cast<std::uint64_t>(i))) - 4.0f);
  return scores;
}

void expect_heads_of_sorted_rows(std::int64_t rows, std::int64_t columns, std::uint64_t values) {
  const auto scores = whole_scores(rows, columns, values);
  std::vector<TopTwo> top(static_cast<std::size_t>(rows));
  nearest_two(scores.data(), rows, columns, top.data());
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto begin = scores.begin() + i * columns, end = begin + columns;
    std::vector<float> sorted(begin, end);
    std::sort(sorted.rbegin(), sorted.rend());
    const TopTwo& found = top[static_cast<std::size_t>(i)];
    EXPECT_EQ(found.best, sorted[0]);
    EXPECT_EQ(found.second, columns == 1 ? -std::numeric_limits<float>::infinity() : sorted[1]);
    EXPECT_EQ(found.column, std::max_element(begin, end) - begin) << "the lowest of equal ones";
  }
}

TEST(NearestTwo, IsTheSortedRowsHead) {
  for (const std::int64_t columns : {1, 2, 3, 15, 16, 17, 31, 32, 33, 100}) {
    expect_heads_of_sorted_rows(100, columns, 9);
    expect_heads_of_sorted_rows(1000, columns, 100'000);
  }
}

TEST(NearestTwo, NoRows) { nearest_two(nullptr, 0, 5, nullptr); }

}  // namespace
}  // namespace thema::kernels
