// SPDX-License-Identifier: Apache-2.0
#include "thema/label/category_years.hpp"

#include <gtest/gtest.h>

#include "test_context.hpp"

namespace thema {
namespace {

struct Counted {
  CategoryCounts all;
  CategoryYears years;
};

Counted counted(const std::vector<std::string>& categories, const std::vector<std::int32_t>& topics,
                const std::vector<std::int32_t>& years, std::int64_t k, std::int64_t number_of_years) {
  Context context = test_context();
  const Range rows = even_part(static_cast<std::int64_t>(categories.size()), context.comm.size(), context.comm.rank());
  const auto read = [&](Range slice) {
    PackedText column;
    for (std::int64_t i = slice.first; i < slice.last; ++i) column.push_back(categories[static_cast<std::size_t>(i)]);
    return column;
  };
  const auto mine = [&](const std::vector<std::int32_t>& values) {
    return std::vector<std::int32_t>(values.begin() + rows.first, values.begin() + rows.last);
  };
  Counted found;
  found.all = count_categories(context, rows, mine(topics), k, read);
  found.years = count_category_years(context.comm, rows, mine(topics), mine(years), number_of_years, found.all, read);
  if (!context.comm.is_root()) {
    EXPECT_TRUE(found.years.counts.empty());
    found.years.categories = {-1};
  }
  return found;
}

TEST(CategoryYears, CountTheFirstCategoryByTopicAndYear) {
  const Counted found = counted({"b c", "a", "", "b", "b", "a"}, {0, 0, 1, 1, 1, 0}, {0, 1, 1, 1, -1, 1}, 2, 2);
  if (found.years.categories == std::vector<std::int32_t>{-1}) return;
  EXPECT_EQ(found.all.names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(found.years.categories, (std::vector<std::int32_t>{1, 0}));  // b has three papers, a two
  EXPECT_EQ(found.years.counts, (std::vector<std::int64_t>{1, 0, 0, 1, 0, 2, 0, 0}));
}

TEST(CategoryYears, KeepTheFiftyMostFrequent) {
  std::vector<std::string> categories;
  for (int i = 0; i < 60; ++i) categories.push_back("c" + std::to_string(100 + i));
  categories.push_back("c159");
  const std::vector<std::int32_t> zeros(categories.size(), 0);
  const Counted found = counted(categories, zeros, zeros, 1, 1);
  if (found.years.categories == std::vector<std::int32_t>{-1}) return;
  ASSERT_EQ(found.years.categories.size(), 50u);
  EXPECT_EQ(found.years.categories[0], 59);
  EXPECT_EQ(found.years.categories[49], 48);
  EXPECT_EQ(found.years.counts[0], 2);
}

TEST(CategoryYears, OfNoCategoriesAreNone) {
  const Counted found = counted({"", ""}, {0, 0}, {0, 0}, 1, 1);
  EXPECT_TRUE(found.years.counts.empty());
}

}  // namespace
}  // namespace thema
