// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/paper_words.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "made_papers.hpp"

namespace thema {
namespace {

using Words = std::vector<std::string>;

// With a bar before a word that does not follow the one before.
Words marked(const PaperWords& words, std::int64_t paper) {
  Words found;
  for (const PlacedWord& word : words.of(paper))
    found.push_back((word.follows != 0 ? "" : "| ") + std::string(words.word(word.number)));
  return found;
}

TEST(PaperWords, AreAllWordsAndTellNeighbours) {
  const PaperWords words = words_of_paper("The Ising $x$ model", "of 3 spins, a spin-$1$ chain");
  // Maths, a number, a comma and the single letter stand between words, and so does the title's end.
  EXPECT_EQ(marked(words, 0), (Words{"| the", "ising", "| model", "| of", "| spins", "| spin", "chain"}));
}

TEST(PaperWords, HoldEachDifferentWordOnce) {
  Documents papers;
  papers.first_row = 12;
  for (const char* title : {"Dark matter", "", "matter, Matter and dark energy"}) {
    papers.title.push_back(title);
    papers.abstract.push_back("");
  }
  const PaperWords words(papers);
  EXPECT_EQ(words.first_row(), 12);
  EXPECT_EQ(words.papers(), 3);
  EXPECT_EQ(marked(words, 0), (Words{"| dark", "matter"}));
  EXPECT_EQ(marked(words, 1), Words{});
  EXPECT_EQ(marked(words, 2), (Words{"| matter", "| matter", "and", "dark", "energy"}));
  std::multiset<std::string> distinct;
  for (std::int64_t w = 0; w < words.distinct(); ++w) distinct.emplace(words.word(w));
  EXPECT_EQ(distinct, (std::multiset<std::string>{"and", "dark", "energy", "matter"}));
}

TEST(PaperWords, OfNoPapersAreNone) {
  const PaperWords words{Documents()};
  EXPECT_EQ(words.papers(), 0);
  EXPECT_EQ(words.distinct(), 0);
}

}  // namespace
}  // namespace thema
