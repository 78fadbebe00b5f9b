// SPDX-License-Identifier: Apache-2.0
#include "thema/label/representatives.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "test_context.hpp"
#include "thema/core/partition.hpp"
#include "thema/core/random.hpp"
#include "thema/data/documents.hpp"

namespace thema {
namespace {

constexpr std::int64_t kRows = 157, kTopics = 9, kEach = 4;

// Few different similarities, so that there are ties; the last topic has two papers, the one before none.
std::int32_t topic_of(std::int64_t row) {
  if (row == 20 || row == 150) return 8;
  return static_cast<std::int32_t>(random_below(7, 1, Draw::test, static_cast<std::uint64_t>(row)));
}
float similarity_of(std::int64_t row) {
  return static_cast<float>(random_below(6, 2, Draw::test, static_cast<std::uint64_t>(row))) * 0.1f;
}

std::vector<std::int64_t> expected() {
  std::vector<std::int64_t> rows;
  for (std::int32_t topic = 0; topic < kTopics; ++topic) {
    std::vector<std::pair<float, std::int64_t>> order;
    for (std::int64_t row = 0; row < kRows; ++row)
      if (topic_of(row) == topic) order.emplace_back(-similarity_of(row), row);
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < kEach; ++i) rows.push_back(i < order.size() ? order[i].second : -1);
  }
  return rows;
}

Clustering clustering_of(Range mine) {
  Clustering clustering;
  clustering.k = kTopics;
  clustering.first_row = mine.first;
  clustering.total_rows = kRows;
  for (std::int64_t row = mine.first; row < mine.last; ++row) {
    clustering.assignment.push_back(topic_of(row));
    clustering.similarity.push_back(similarity_of(row));
  }
  return clustering;
}

TEST(Representatives, AreTheNearestOfAllRanks) {
  const Context context = test_context();
  const Clustering clustering = clustering_of(even_part(kRows, context.comm.size(), context.comm.rank()));
  const auto found = representatives(context.comm, clustering, kEach);
  if (context.comm.is_root())
    EXPECT_EQ(found, expected());
  else
    EXPECT_TRUE(found.empty());
}

// A third of the papers has no date; the others share five days. In topic 8, row 20 has none and row 150 has one.
std::int32_t date_of(std::int64_t row) {
  return row % 3 == 2 ? kUnknownDate : static_cast<std::int32_t>(row * 7 % 5) - 2;
}

TEST(NewestPapers, AreTheLatestWithADate) {
  const Context context = test_context();
  const Range mine = even_part(kRows, context.comm.size(), context.comm.rank());
  std::vector<std::int32_t> dates;
  for (std::int64_t row = mine.first; row < mine.last; ++row) dates.push_back(date_of(row));
  const auto found = newest_papers(context.comm, clustering_of(mine), dates, kEach);
  if (!context.comm.is_root()) {
    EXPECT_TRUE(found.empty());
    return;
  }
  std::vector<std::int64_t> wanted;
  for (std::int32_t topic = 0; topic < kTopics; ++topic) {
    std::vector<std::pair<std::int32_t, std::int64_t>> order;
    for (std::int64_t row = 0; row < kRows; ++row)
      if (topic_of(row) == topic && date_of(row) != kUnknownDate) order.emplace_back(-date_of(row), row);
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < kEach; ++i) wanted.push_back(i < order.size() ? order[i].second : -1);
  }
  EXPECT_EQ(found, wanted);
  EXPECT_EQ(found[8 * kEach], 150);
  EXPECT_EQ(found[8 * kEach + 1], -1);
}

TEST(NewestPapers, AreNoneWithoutDates) {
  const Context context = test_context();
  const Clustering clustering = clustering_of(even_part(kRows, context.comm.size(), context.comm.rank()));
  const std::vector<std::int32_t> dates(clustering.assignment.size(), kUnknownDate);
  const auto found = newest_papers(context.comm, clustering, dates, 2);
  EXPECT_EQ(found, std::vector<std::int64_t>(context.comm.is_root() ? 2 * kTopics : 0, -1));
}

TEST(FirstColumns, AreKept) {
  EXPECT_EQ(first_columns({1, 2, 3, 4, 5, -1}, 3, 2), (std::vector<std::int64_t>{1, 2, 4, 5}));
  EXPECT_TRUE(first_columns({}, 3, 2).empty());
}

}  // namespace
}  // namespace thema
