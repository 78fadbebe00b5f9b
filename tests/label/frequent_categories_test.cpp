// SPDX-License-Identifier: Apache-2.0
#include "thema/label/frequent_categories.hpp"

#include <gtest/gtest.h>

#include "test_context.hpp"

namespace thema {
namespace {

struct Counted {
  CategoryCounts all;
  std::vector<std::int32_t> categories;
  std::vector<std::int64_t> by_year;
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
  const FrequentCategories frequent = frequent_categories(context.comm, rows, found.all, number_of_years, read);
  found.categories = frequent.categories;
  found.by_year = count_category_years(context.comm, frequent, mine(topics), k, mine(years), number_of_years);
  EXPECT_EQ(found.by_year.empty(), !context.comm.is_root() || found.categories.empty());
  context.comm.broadcast(found.by_year);
  context.comm.broadcast(found.all.counts);
  return found;
}

TEST(FrequentCategories, CountTheFirstCategoryByTopicAndYear) {
  const Counted found = counted({"b c", "a", "", "b", "b", "a"}, {0, 0, 1, 1, 1, 0}, {0, 1, 1, 1, -1, 1}, 2, 2);
  EXPECT_EQ(found.all.counts, (std::vector<std::int64_t>{2, 0, 1, 2}));  // of a, of b
  EXPECT_EQ(found.categories, (std::vector<std::int32_t>{1, 0}));        // b has three papers, a two
  EXPECT_EQ(found.by_year, (std::vector<std::int64_t>{1, 0, 0, 1, 0, 2, 0, 0}));
}

TEST(FrequentCategories, KeepTheFiftyMostFrequent) {
  std::vector<std::string> categories;
  for (int i = 0; i < 60; ++i) categories.push_back("c" + std::to_string(100 + i));
  categories.push_back("c159");
  const std::vector<std::int32_t> zeros(categories.size(), 0);
  const Counted found = counted(categories, zeros, zeros, 1, 1);
  ASSERT_EQ(found.categories.size(), 50u);
  EXPECT_EQ(found.categories[0], 59);
  EXPECT_EQ(found.categories[49], 48);
  EXPECT_EQ(found.by_year[0], 2);
}

// With so many topics that the table of 50 categories would pass the limit; 40 is what five keywords count.
TEST(FrequentCategories, AreFewerWithManyTopics) {
  std::vector<std::string> categories;
  for (int i = 0; i < 60; ++i) categories.push_back("c" + std::to_string(100 + i));
  const std::vector<std::int32_t> zeros(categories.size(), 0);
  EXPECT_EQ(counted(categories, zeros, zeros, 40'000, 1).categories.size(), 33'554'432u / (40'000 * 40));
}

TEST(FrequentCategories, OfNoCategoriesAreNone) {
  const Counted found = counted({"", ""}, {0, 0}, {0, 0}, 1, 1);
  EXPECT_TRUE(found.by_year.empty());
}

}  // namespace
}  // namespace thema
