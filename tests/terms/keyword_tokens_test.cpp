// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/keyword_tokens.hpp"

#include <gtest/gtest.h>

#include "made_papers.hpp"
#include "thema/core/error.hpp"

namespace thema {
namespace {

using Tokens = std::vector<std::int32_t>;
constexpr std::int32_t other = KeywordTokens::other;

Tokens tokens_of(const std::vector<std::string>& keywords, std::string_view title, std::string_view abstract) {
  const PaperWords before = words_of_paper("what was read", "before is gone"), words = words_of_paper(title, abstract);
  KeywordTokens tokens(keywords);
  tokens.read(before);
  tokens.find(0);
  tokens.read(words);
  return tokens.find(0);
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
