// SPDX-License-Identifier: Apache-2.0
// The expected places are those that the `tokenizers` wheel cuts at (checked live by compare_tokenizer.py).
#include "thema/model/added_tokens.hpp"

#include <gtest/gtest.h>

#include "thema/core/error.hpp"

namespace thema {
namespace {

// "text<id>text": what stands between and the ids found.
std::string cut(const std::vector<AddedToken>& tokens, std::string_view text) {
  const AddedTokens added(tokens);
  std::string shown;
  AddedTokens::Match match{0, 0, 0, AddedTokens::none};
  do {
    const std::size_t start = match.end;
    match = added.find(text, match.search, start);
    shown += text.substr(start, match.begin - start);
    if (match.id != AddedTokens::none) shown += "<" + std::to_string(match.id) + ">";
  } while (match.id != AddedTokens::none);
  return shown;
}

TEST(AddedTokens, AreFoundAnywhereCaseSensitively) {
  const std::vector<AddedToken> tokens = {{.content = "[SEP]", .id = 1}, {.content = "[MASK]", .id = 2}};
  EXPECT_EQ(cut(tokens, "a[SEP]b [MASK][MASK]"), "a<1>b <2><2>");
  EXPECT_EQ(cut(tokens, "[sep] [SE P] [[SEP]] [MASK"), "[sep] [SE P] [<1>] [MASK");
  EXPECT_EQ(cut(tokens, ""), "");
  EXPECT_EQ(cut({}, "[SEP]"), "[SEP]");
}

TEST(AddedTokens, TheLongestAtThePlaceWins) {
  const std::vector<AddedToken> tokens = {{.content = "ab", .id = 1}, {.content = "abc", .id = 2}};
  EXPECT_EQ(cut(tokens, "xabcabx"), "x<2><1>x");
}

TEST(AddedTokens, ASingleWordHasNoWordCharacterBesideIt) {
  const std::vector<AddedToken> tokens = {{.content = "bar", .id = 1, .single_word = true}};
  EXPECT_EQ(cut(tokens, "bar barb _bar abar é bar! -bar"), "<1> barb _bar abar é <1>! -<1>");
  EXPECT_EQ(cut(tokens, "bar\u0301 ébar bar² bar\u200d"), "bar\u0301 ébar <1>² bar\u200d");
}

TEST(AddedTokens, TakeTheWhiteSpaceBesideThem) {
  const std::vector<AddedToken> tokens = {{.content = "<X>", .id = 1, .lstrip = true, .rstrip = true},
                                          {.content = "<L>", .id = 2, .lstrip = true},
                                          {.content = "<R>", .id = 3, .rstrip = true}};
  EXPECT_EQ(cut(tokens, "a \u3000<X>\t\u2003 b"), "a<1>b");
  EXPECT_EQ(cut(tokens, "a <X> <X> <L> b"), "a<1><1><2> b");
  EXPECT_EQ(cut(tokens, " <R>  b <R>"), " <3>b <3>");
}

TEST(AddedTokens, RefuseEmptyContent) { EXPECT_THROW(AddedTokens({{.content = "", .id = 1}}), Error); }

}  // namespace
}  // namespace thema
