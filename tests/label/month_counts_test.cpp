// SPDX-License-Identifier: Apache-2.0
#include "thema/label/month_counts.hpp"

#include <gtest/gtest.h>

#include "test_context.hpp"
#include "thema/core/partition.hpp"
#include "thema/data/documents.hpp"

namespace thema {
namespace {

using Months = std::vector<std::int32_t>;
using Counts = std::vector<std::int64_t>;

TEST(MonthOf, FollowsTheCalendar) {
  EXPECT_EQ(month_of(0), 0);
  EXPECT_EQ(month_of(30), 0);
  EXPECT_EQ(month_of(31), 1);
  EXPECT_EQ(month_of(-1), -1);
  EXPECT_EQ(month_of(13'605), 447);  // 2007-04-02
  EXPECT_EQ(month_of(kUnknownDate), kUnknownMonth);
  EXPECT_EQ(month_of(-25'567), -840);  // 1900-01-01
  EXPECT_EQ(month_of(-25'568), kUnknownMonth);
  EXPECT_EQ(month_of(47'481), 1559);  // 2099-12-31
  EXPECT_EQ(month_of(47'482), kUnknownMonth);
  EXPECT_EQ(year_of(447), 2007);
  EXPECT_EQ(year_of(-1), 1969);
  EXPECT_EQ(year_of(-12), 1969);
  EXPECT_EQ(year_of(-13), 1968);
}

MonthCounts counted(const Months& months, const Months& topics, std::int64_t k) {
  const Context context = test_context();
  const Range mine = even_part(static_cast<std::int64_t>(months.size()), context.comm.size(), context.comm.rank());
  const auto n = static_cast<std::size_t>(mine.size());
  const auto first = static_cast<std::size_t>(mine.first);
  return count_months(context.comm, std::span(months).subspan(first, n), std::span(topics).subspan(first, n), k);
}

TEST(CountMonths, CountsAllRanksWithoutGaps) {
  const MonthCounts found = counted({10, kUnknownMonth, 13, 10, 10, 13}, {0, 0, 2, 2, 0, 2}, 3);
  EXPECT_EQ(found.months, (Months{10, 11, 12, 13}));
  EXPECT_EQ(found.counts, (Counts{2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2}));
  EXPECT_EQ(found.undated, (Counts{1, 0, 0}));
  const YearCounts years = by_year(found);
  EXPECT_EQ(years.years, (Months{1970, 1971}));
  EXPECT_EQ(years.counts, (Counts{2, 0, 0, 0, 1, 2}));
}

TEST(CountMonths, OfNoDatesHasNoMonths) {
  const MonthCounts found = counted({kUnknownMonth, kUnknownMonth}, {0, 1}, 2);
  EXPECT_TRUE(found.months.empty());
  EXPECT_TRUE(found.counts.empty());
  EXPECT_EQ(found.undated, (Counts{1, 1}));
  EXPECT_TRUE(by_year(found).years.empty());
}

}  // namespace
}  // namespace thema
