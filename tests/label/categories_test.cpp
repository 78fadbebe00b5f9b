// SPDX-License-Identifier: Apache-2.0
#include "thema/label/categories.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "test_context.hpp"

namespace thema {
namespace {

ReadCategories reader_of(const std::vector<std::string>& categories) {
  return [&](Range slice) {
    PackedText column;
    for (std::int64_t i = slice.first; i < slice.last; ++i) column.push_back(categories[static_cast<std::size_t>(i)]);
    return column;
  };
}

CategoryCounts counted(Context& context, const std::vector<std::string>& categories,
                       const std::vector<std::int32_t>& topics, std::int64_t k) {
  const Range rows = even_part(static_cast<std::int64_t>(categories.size()), context.comm.size(), context.comm.rank());
  const std::vector<std::int32_t> mine(topics.begin() + rows.first, topics.begin() + rows.last);
  return count_categories(context, rows, mine, k, reader_of(categories));
}

TEST(Categories, CountTheFirstOneOfEachPaper) {
  Context context = test_context();
  const CategoryCounts found = counted(
      context, {"cs.LG stat.ML", "cs.CV", "", "cs.LG", " math.PR cs.LG", "cs.CV", "cs.LG"}, {0, 0, 1, 0, 1, 1, 1}, 3);
  if (!context.comm.is_root()) return;
  EXPECT_EQ(found.names, (std::vector<std::string>{"cs.CV", "cs.LG", "math.PR"}));
  EXPECT_EQ(found.counts, (std::vector<std::int64_t>{1, 1, 0, 2, 1, 0, 0, 1, 0}));
  EXPECT_EQ(main_categories(found, 0), "cs.LG 67%, cs.CV 33%");
  EXPECT_EQ(main_categories(found, 1), "cs.CV 33%, cs.LG 33%, math.PR 33%");
  EXPECT_EQ(main_categories(found, 2), "");
}

TEST(Categories, AreNumberedInTheOrderOfTheirNames) {
  const Context context = test_context();
  const std::vector<std::string> categories{"cs.LG stat.ML", "", "cs.CV", " math.PR", "cs.LG"};
  const Range rows = even_part(std::ssize(categories), context.comm.size(), context.comm.rank());
  EXPECT_EQ(context.comm.all_gather(number_categories(context.comm, rows, reader_of(categories))),
            (std::vector<std::int32_t>{1, -1, 0, 2, 1}));
}

TEST(Categories, AreGivenUpWhenThereIsNoEnd) {
  Context context = test_context();
  const auto papers = static_cast<std::size_t>(kMostCategories) * 2 + 8;
  std::vector<std::string> categories;
  for (std::size_t i = 0; i < papers; ++i) categories.push_back("c" + std::to_string(i));
  const CategoryCounts found = counted(context, categories, std::vector<std::int32_t>(papers, 0), 1);
  EXPECT_TRUE(found.names.empty());
  const Range rows = even_part(std::ssize(categories), context.comm.size(), context.comm.rank());
  for (const std::int32_t number : number_categories(context.comm, rows, reader_of(categories))) ASSERT_EQ(number, -1);
  EXPECT_EQ(main_categories(found, 0), "");
}

TEST(MainCategories, LeaveOutRareOnesAndMoreThanThree) {
  CategoryCounts counts;
  counts.topics = 1;
  counts.names = {"a", "b", "c", "d", "e"};
  counts.counts = {4, 96, 0, 0, 0};
  EXPECT_EQ(main_categories(counts, 0), "b 96%");
  counts.counts = {30, 30, 20, 10, 10};
  EXPECT_EQ(main_categories(counts, 0), "a 30%, b 30%, c 20%");
}

}  // namespace
}  // namespace thema
