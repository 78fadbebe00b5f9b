// SPDX-License-Identifier: Apache-2.0
#include "thema/label/label_title.hpp"

#include <gtest/gtest.h>

#include "thema/core/unicode.hpp"

namespace thema {
namespace {

std::int64_t characters(std::string_view text) {
  std::int64_t n = 0;
  for (std::size_t at = 0; at < text.size(); ++n) unicode::next(text, at);
  return n;
}

TEST(WithoutSubtitle, EndsAtTheFirstMark) {
  EXPECT_EQ(without_subtitle("Deep learning: a survey"), "Deep learning");
  EXPECT_EQ(without_subtitle("Deep learning - a survey: part I"), "Deep learning");
  EXPECT_EQ(without_subtitle("Deep learning – a survey"), "Deep learning");
  EXPECT_EQ(without_subtitle("Is P equal to NP? A poll"), "Is P equal to NP?");
  EXPECT_EQ(without_subtitle("Low-energy 3:1 resonances"), "Low-energy 3:1 resonances");
  EXPECT_EQ(without_subtitle("  : odd"), ": odd");
  EXPECT_EQ(without_subtitle(""), "");
}

TEST(CutAtWord, KeepsWholeWordsWithinTheLimit) {
  EXPECT_EQ(cut_at_word("one two three", 13), "one two three");
  EXPECT_EQ(cut_at_word("one two three", 12), "one two…");
  EXPECT_EQ(cut_at_word("one two three", 8), "one two…");
  EXPECT_EQ(cut_at_word("one two three", 7), "one…");
  EXPECT_EQ(cut_at_word("one, two three", 7), "one…");
  EXPECT_EQ(cut_at_word("Donaudampfschiff", 6), "Donau…");
  EXPECT_EQ(cut_at_word("größer als äußere Maße", 12), "größer als…");
}

TEST(LabelTitle, IsReadableAndShort) {
  EXPECT_EQ(label_title(R"(Schr{\"o}dinger equations on $\mathbb{R}^2$: a review)"), "Schrödinger equations on R²");
  EXPECT_EQ(label_title(""), "");
  const std::string title =
      label_title("Calculation of prompt diphoton production cross sections at Tevatron and LHC energies");
  EXPECT_EQ(title, "Calculation of prompt diphoton production cross sections at…");
  EXPECT_LE(characters(title), 60);
}

}  // namespace
}  // namespace thema
