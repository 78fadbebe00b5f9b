// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/keyword_tokens.hpp"

#include <gtest/gtest.h>

#include "thema/core/error.hpp"

namespace thema {
namespace {

using Tokens = std::vector<std::int32_t>;
constexpr std::int32_t other = KeywordTokens::other;

Tokens tokens_of(const std::vector<std::string>& keywords, std::string_view title, std::string_view abstract) {
  PaperWords words;
  words.read("what was read", "before is gone");
  words.read(title, abstract);
  KeywordTokens tokens(keywords);
  tokens.find(words);
  return tokens.find(words);
}

TEST(PaperWords, AreAllWordsAndTellNeighbours) {
  PaperWords words;
  words.read("The Ising $x$ model", "of 3 spins, a spin-$1$ chain");
  std::vector<std::string> found;
  for (std::size_t i = 0; i < words.size(); ++i)
    found.push_back((words.follows(i) ? "" : "| ") + std::string(words[i]));
  // Maths, a number, a comma and the single letter stand between words, and so does the title's end.
  EXPECT_EQ(found, (std::vector<std::string>{"| the", "ising", "| model", "| of", "| spins", "| spin", "chain"}));
}

TEST(KeywordTokens, JoinTheLongestKeywordFromTheLeft) {
  const std::vector<std::string> keywords{"neural", "neural networks", "deep neural networks", "networks", "deep nets"};
  EXPECT_EQ(tokens_of(keywords, "Neural networks", "neural or networks"), (Tokens{1, 0, other, 3}));
  EXPECT_EQ(tokens_of(keywords, "deep neural networks", "deep neural nets"), (Tokens{2, other, 0, other}));
  EXPECT_EQ(tokens_of(keywords, "deep deep nets", "deep"), (Tokens{other, 4, other}));
  EXPECT_EQ(tokens_of({"monte carlo", "carlo"}, "Monte Carlo Monte", "Carlo"), (Tokens{0, other, 1}));
}

TEST(KeywordTokens, JoinOnlyNeighbours) {
  const std::vector<std::string> keywords{"dark matter"};
  EXPECT_EQ(tokens_of(keywords, "dark, matter", "dark $x$ matter dark 7 matter dark  matter"),
            (Tokens{other, other, other, other, other, other, 0}));
  EXPECT_EQ(tokens_of(keywords, "dark", "matter"), (Tokens{other, other}));
}

TEST(KeywordTokens, OfNothingAreNone) {
  EXPECT_EQ(tokens_of({}, "", ""), Tokens());
  EXPECT_EQ(tokens_of({}, "of all", "words"), (Tokens{other, other, other}));
  EXPECT_THROW(KeywordTokens(std::vector<std::string>{"same", "same"}), Error);
  EXPECT_THROW(KeywordTokens(std::vector<std::string>{""}), Error);
}

}  // namespace
}  // namespace thema
