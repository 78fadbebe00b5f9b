// SPDX-License-Identifier: Apache-2.0
#include "thema/search/questions.hpp"

#include <gtest/gtest.h>

namespace thema::search {
namespace {

TEST(Questions, AreLinesThatSaySomething) {
  EXPECT_EQ(question_lines("Dark matter\n\n \t\xC2\xA0\nspin  glass\r\n"),
            (std::vector<std::string>{"Dark matter", "spin  glass\r"}));
  EXPECT_TRUE(question_lines("").empty());
}

}  // namespace
}  // namespace thema::search
