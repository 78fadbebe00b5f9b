// SPDX-License-Identifier: Apache-2.0
#include "thema/finished/text_table.hpp"

#include <gtest/gtest.h>

namespace thema::finished {
namespace {

using enum Table::Align;

TEST(TextTable, AlignsColumnsAndFillsTheLast) {
  const Table table{{{"papers", right}, {"topic"}},
                    {{"7", "dark matter halos and the lenses that they are for us"}, {"1234567", "knots\x1b[2J"}}};
  EXPECT_EQ(table_lines(table, 20),
            (std::vector<std::string>{"   papers  topic", "        7  dark matter halos and the",
                                      "           lenses that they are for us", "  1234567  knots\uFFFD[2J"}));
  EXPECT_EQ(table_text({{{"a"}, {"n", right}}, {{"x", "10"}}}), "  a   n\n  x  10\n");
}

TEST(TextTable, AnEmptyCellKeepsItsRow) {
  EXPECT_EQ(table_text({{{"n", right}, {"text"}}, {{"1", ""}, {"2", "b"}}}), "  n  text\n  1\n  2  b\n");
}

}  // namespace
}  // namespace thema::finished
