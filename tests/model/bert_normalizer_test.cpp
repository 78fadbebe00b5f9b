// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert_normalizer.hpp"

#include <gtest/gtest.h>

#include "thema/model/bert_words.hpp"

namespace thema {
namespace {

std::string normalize(std::string_view text, const BertNormalizerOptions& options = {}) {
  std::string out = "|";  // what stands before stays
  BertNormalizer(options).append(text, out);
  EXPECT_EQ(out.front(), '|');
  return out.substr(1);
}

TEST(BertNormalizer, LowerCasesAndStripsAccents) {
  EXPECT_EQ(normalize("Poincaré's ÅNGSTRÖM"), "poincare's angstrom");
  EXPECT_EQ(normalize("e\u0301\u0327x"), "ex");
  EXPECT_EQ(normalize("İ Σ"), "i σ");
}

TEST(BertNormalizer, CleansControlCharactersAndWhiteSpace) {
  using namespace std::string_view_literals;
  EXPECT_EQ(normalize("a\0b\001\013\177c\u0085\u00ad\u200d\ufeff\ue000d"sv), "abcd");
  EXPECT_EQ(normalize("a\tb\nc\rd\u00a0e\u3000f\u2028g"), "a b c d e f g");
  EXPECT_EQ(normalize("\u0378"), "\u0378");  // unassigned, which the reference keeps
}

TEST(BertNormalizer, PutsBlanksAroundIdeographs) {
  EXPECT_EQ(normalize("a中b"), "a 中 b");
  EXPECT_EQ(normalize("\U0002b820"), "\U0002b820");  // not counted by the reference
  EXPECT_EQ(normalize("\U0002b920"), " \U0002b920 ");
  EXPECT_EQ(normalize("\uf900"), " 豈 ");
}

TEST(BertNormalizer, DecomposesWithoutComposingAgain) { EXPECT_EQ(normalize("한"), "\u1112\u1161\u11ab"); }

// U+302E (class 224) and U+1D165 (class 216) are spacing marks: they stay, in canonical order, which a removed
// character between them does not end and a starter does.
TEST(BertNormalizer, SortsMarksBeforeDroppingThem) {
  EXPECT_EQ(normalize("a\u302e\U0001d165b"), "a\U0001d165\u302eb");
  EXPECT_EQ(normalize("a\u302e\u0301\U0001d165"), "a\U0001d165\u302e");
  EXPECT_EQ(normalize("a\u302e\x01\u00ad\U0001d165"), "a\U0001d165\u302e");
  EXPECT_EQ(normalize("a\u302eb\U0001d165"), "a\u302eb\U0001d165");
}

TEST(BertNormalizer, EachStepCanBeLeftOut) {
  const BertNormalizerOptions none{
      .clean_text = false, .handle_chinese_chars = false, .strip_accents = false, .lowercase = false};
  EXPECT_EQ(normalize("A\x01\té中\u00ad", none), "A\x01\té中\u00ad");
  BertNormalizerOptions lower = none;
  lower.lowercase = true;
  EXPECT_EQ(normalize("ÉA İ", lower), "éa i\u0307");
  BertNormalizerOptions strip = none;
  strip.strip_accents = true;
  EXPECT_EQ(normalize("ÉA İ", strip), "EA I");
}

TEST(BertNormalizer, BrokenUtf8CountsAsAReplacementCharacter) {
  EXPECT_EQ(normalize("a\xff"
                      "b\xe4\xb8"
                      "c\xed\xa0\x80"
                      "d\xc3"),
            "abcd");
  BertNormalizerOptions raw;
  raw.clean_text = false;
  EXPECT_EQ(normalize("a\xff\xc3"
                      "b",
                      raw),
            "a\ufffd\ufffdb");
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::size_t at = 0;
  for (auto word = next_bert_word(text, at); !word.empty(); word = next_bert_word(text, at)) words.emplace_back(word);
  return words;
}

using Words = std::vector<std::string>;

TEST(BertWords, SplitsAtWhiteSpaceAndIsolatesPunctuation) {
  EXPECT_EQ(words_of("  Hey friend!\tHow\u00a0are you?!? "),
            (Words{"Hey", "friend", "!", "How", "are", "you", "?", "!", "?"}));
  EXPECT_EQ(words_of("$\\alpha_{i}$"), (Words{"$", "\\", "alpha", "_", "{", "i", "}", "$"}));
  EXPECT_EQ(words_of(""), Words{});
  EXPECT_EQ(words_of(" \u3000\n"), Words{});
}

TEST(BertWords, SymbolsBeyondAsciiStayInTheWord) {
  EXPECT_EQ(words_of("x≤y×z"), (Words{"x≤y×z"}));
  EXPECT_EQ(words_of("a–b“c”。"), (Words{"a", "–", "b", "“", "c", "”", "。"}));
}

// U+2E43 is punctuation since Unicode 9.0, U+166D was until 12.0: the reference knows 8.0.
TEST(BertWords, PunctuationIsThatOfUnicode8) {
  EXPECT_EQ(words_of("a\u2e43b"), (Words{"a\u2e43b"}));
  EXPECT_EQ(words_of("a\u166db"), (Words{"a", "\u166d", "b"}));
}

}  // namespace
}  // namespace thema
