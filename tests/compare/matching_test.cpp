// SPDX-License-Identifier: Apache-2.0
#include "thema/compare/matching.hpp"

#include <gtest/gtest.h>

#include <set>

namespace thema::comparison {
namespace {

// The table of tests/golden/make_matching_golden.py.
std::vector<std::int64_t> made_table(std::int64_t t, std::int64_t rows, std::int64_t columns, std::int64_t least) {
  std::vector<std::int64_t> counts;
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j) {
      const std::int64_t count = (i * 7919 + j * 104729 + i * j * 31 + t * 613) % 1009;
      counts.push_back(count < least ? 0 : count);
    }
  return counts;
}

// Of a matching that is one: no column twice.
std::int64_t value_of(const std::vector<std::int64_t>& counts, std::int64_t columns,
                      const std::vector<std::int64_t>& match) {
  std::set<std::int64_t> taken;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < match.size(); ++i) {
    if (match[i] < 0) continue;
    EXPECT_TRUE(taken.insert(match[i]).second) << match[i];
    EXPECT_LT(match[i], columns);
    sum += counts[i * static_cast<std::size_t>(columns) + static_cast<std::size_t>(match[i])];
  }
  return sum;
}

struct Case {
  std::int64_t t, rows, columns, least, value;
  std::vector<std::int64_t> match;  // where there is one best matching only
};

// What tests/golden/make_matching_golden.py prints.
TEST(Matching, EqualsSciPy) {
  const std::vector<Case> cases{
      {0, 5, 5, 0, 2344, {1, 0, 2, 3, 4}},
      {1, 8, 5, 300, 4485, {3, 4, -1, 2, 1, 0, -1, -1}},
      {2, 5, 9, 300, 4747, {6, 1, 0, 7, 8}},
      {3, 40, 40, 900, 36939, {}},
      {4, 60, 37, 700, 35612, {7,  36, -1, 0,  23, 33, -1, -1, 19, 27, 30, 9,  -1, 13, 3,  15, -1, -1, -1, -1,
                               21, -1, 4,  20, -1, -1, 16, -1, -1, 32, -1, -1, -1, -1, 8,  1,  10, 12, -1, -1,
                               -1, 31, 11, 18, 22, 2,  17, 28, 29, -1, -1, 34, 24, 25, -1, 6,  35, 26, -1, 14}},
      {5, 120, 200, 950, 119174, {}},
      {6, 300, 300, 990, 288177, {}}};
  for (const Case& c : cases) {
    const std::vector<std::int64_t> counts = made_table(c.t, c.rows, c.columns, c.least);
    const std::vector<std::int64_t> match = best_matching(counts, c.columns);
    EXPECT_EQ(value_of(counts, c.columns, match), c.value) << c.t;
    if (!c.match.empty()) {
      EXPECT_EQ(match, c.match) << c.t;
    }
  }
}

TEST(Matching, TopicsWithNothingInCommonAreNotMatched) {
  EXPECT_EQ(best_matching(std::vector<std::int64_t>{5, 0, 0, 3, 0, 0, 0, 0, 0}, 3),
            (std::vector<std::int64_t>{0, -1, -1}));
  EXPECT_EQ(best_matching(std::vector<std::int64_t>{0, 0}, 1), (std::vector<std::int64_t>{-1, -1}));
  EXPECT_EQ(best_matching(std::vector<std::int64_t>{0, 7}, 2), (std::vector<std::int64_t>{1}));
}

// The larger cell of a row is not always its best.
TEST(Matching, IsTheBestAsAWhole) {
  EXPECT_EQ(best_matching(std::vector<std::int64_t>{10, 9, 9, 1}, 2), (std::vector<std::int64_t>{1, 0}));
}

}  // namespace
}  // namespace thema::comparison
