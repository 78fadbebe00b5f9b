// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/strongest_words.hpp"

#include <gtest/gtest.h>

namespace thema::explanation {
namespace {

ExplainedText three_words() {
  ExplainedText text;
  const auto add = [&](const char* word, Word::Kind kind, Range tokens) {
    text.words.push_back({kind, Word::Gap::blank, word, word, 0, tokens});
  };
  add("halo", Word::Kind::word, {1, 2});
  add(",", Word::Kind::punctuation, {2, 3});
  add("dark", Word::Kind::word, {3, 4});
  add("halo", Word::Kind::word, {4, 5});
  add("cut", Word::Kind::word, {5, 5});
  add("light", Word::Kind::word, {5, 6});
  return text;
}

TEST(StrongestWords, PlacesAddUpAndPunctuationIsLeftOut) {
  const std::vector<double> values{0.2, 9, 0.3, 0.2, 5, -1};
  const auto pro = strongest_words(three_words(), values, Side::for_topic, 5);
  ASSERT_EQ(pro.size(), 2u);
  EXPECT_EQ(pro[0].word, "halo");
  EXPECT_DOUBLE_EQ(pro[0].value, 0.4);
  EXPECT_EQ(pro[0].places, 2);
  EXPECT_EQ(pro[1].word, "dark");
  const auto contra = strongest_words(three_words(), values, Side::against_topic, 5);
  ASSERT_EQ(contra.size(), 1u);
  EXPECT_EQ(contra[0].word, "light");
  EXPECT_EQ(strongest_words(three_words(), values, Side::for_topic, 1).size(), 1u);
}

}  // namespace
}  // namespace thema::explanation
