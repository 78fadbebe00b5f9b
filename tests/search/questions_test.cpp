// SPDX-License-Identifier: Apache-2.0
#include "thema/search/questions.hpp"

#include <gtest/gtest.h>

namespace thema::search {
namespace {

TEST(Questions, AreLinesThatSaySomething) {
  const std::vector<std::string> expected{"Dark matter", "spin glass"};
  EXPECT_EQ(question_lines("Dark matter\n\n \t\xC2\xA0\nspin  glass\r\n"), expected);
  EXPECT_EQ(question_lines("\xEF\xBB\xBF"
                           "Dark matter\r\nspin glass"),
            expected)
      << "a byte order mark";
  EXPECT_TRUE(question_lines("").empty());
}

}  // namespace
}  // namespace thema::search
