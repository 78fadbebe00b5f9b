// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/sentences.hpp"

#include <gtest/gtest.h>

namespace thema::explanation {
namespace {

using Numbers = std::vector<std::size_t>;

Numbers numbers_of(std::string_view text, std::size_t title_words) {
  return sentence_of_words(split_at_blanks(text), title_words);
}

TEST(Sentences, TheTitleIsTheFirst) {
  EXPECT_EQ(numbers_of("A title. And more. we see", 2), (Numbers{0, 0, 1, 1, 1, 1}));
  EXPECT_EQ(numbers_of("Why? How? Because.", 3), (Numbers{0, 0, 0}));
}

TEST(Sentences, EndWithAStopBeforeWhatCanBegin) {
  EXPECT_EQ(numbers_of("T. We see. It ends! (Does it?) $x$ is. 5 of them", 1),
            (Numbers{0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5}));
}

TEST(Sentences, AbbreviationsAndInitialsDoNotEndOne) {
  EXPECT_EQ(numbers_of("T. By Smith et al. We see Fig. 3 of J. Doe, i.e. There.", 1),
            (Numbers{0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
}

TEST(Sentences, BlanksAreWhatUnicodeTakesForThem) {
  EXPECT_EQ(split_at_blanks("  a\tb\u00A0c\u2003d "), (std::vector<std::string_view>{"a", "b", "c", "d"}));
  EXPECT_TRUE(split_at_blanks(" \n").empty());
}

}  // namespace
}  // namespace thema::explanation
