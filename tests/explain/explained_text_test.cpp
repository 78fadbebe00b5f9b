// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/explained_text.hpp"

#include <gtest/gtest.h>

#include "explain/small_encoder.hpp"
#include "thema/data/documents.hpp"

namespace thema::explanation {
namespace {

using Kind = Word::Kind;

std::vector<std::string> texts_of(const ExplainedText& text) {
  std::vector<std::string> texts;
  for (const Word& word : text.words) texts.push_back(word.text);
  return texts;
}

TEST(ExplainedText, IdsAreThoseOfEncoding) {
  const SmallEncoder small;
  std::vector<std::int32_t> ids;
  small.tokenizer().encode(encoder_text("Dark (Matter)", "The $\\alpha$-decay."), 64, ids);
  EXPECT_EQ(small.reader->read("Dark (Matter)", "The $\\alpha$-decay.").ids, ids);
}

// dark -> d ##a ##r ##k; punctuation that the vocabulary lacks is [UNK], one token.
TEST(ExplainedText, PunctuationStandsBesideItsWord) {
  const SmallEncoder small;
  const ExplainedText text = small.reader->read("Dark (Matter)", "So ab-cd...");
  EXPECT_EQ(texts_of(text), (std::vector<std::string>{"Dark", "(", "Matter", ").", "So", "ab-cd", "..."}));
  const std::vector<Range> expected{{1, 5}, {5, 6}, {6, 12}, {12, 14}, {14, 16}, {16, 21}, {21, 24}};
  const std::vector<Kind> kinds{Kind::word, Kind::punctuation, Kind::word,       Kind::punctuation,
                                Kind::word, Kind::word,        Kind::punctuation};
  for (std::size_t w = 0; w < expected.size(); ++w) {
    EXPECT_EQ(text.words[w].tokens, expected[w]) << text.words[w].text;
    EXPECT_EQ(text.words[w].kind, kinds[w]) << text.words[w].text;
  }
  EXPECT_EQ(text.words[2].key, "matter");
  EXPECT_EQ(text.words[1].before, Word::Gap::blank);
  EXPECT_EQ(text.words[2].before, Word::Gap::none);
  EXPECT_EQ(text.content, (Range{1, 24}));
  EXPECT_EQ(text.tokens(), 25);
}

TEST(ExplainedText, AFormulaIsOneWord) {
  const SmallEncoder small;
  EXPECT_EQ(texts_of(small.reader->read("T", "($\\Lambda_{a}$), x^2. a-b {c}")),
            (std::vector<std::string>{"T", ".", "(", "$\\Lambda_{a}$", "),", "x^2", ".", "a-b", "{", "c", "}"}));
}

TEST(ExplainedText, AFormulaKeepsItsOwnBrackets) {
  const SmallEncoder small;
  EXPECT_EQ(texts_of(small.reader->read("T", "10^(-22). (s^(-1)m^(-1)). (-1)^n, (a_1)(b_2) f(x_1)) ((y^2)")),
            (std::vector<std::string>{"T", ".", "10^(-22)", ".", "(", "s^(-1)m^(-1)", ").", "(-1)^n", ",", "(a_1)(b_2)",
                                      "f(x_1)", ")", "((", "y^2", ")"}));
}

TEST(ExplainedText, WhatTheLimitCutsHasNoTokens) {
  const SmallEncoder small("", 12);  // [CLS], ten, [SEP]
  const ExplainedText text = small.reader->read("abc", "defg hij klm");
  EXPECT_EQ(texts_of(text), (std::vector<std::string>{"abc", ".", "defg", "hij", "klm"}));
  EXPECT_EQ(text.words[2].tokens, (Range{5, 9}));
  EXPECT_EQ(text.words[3].tokens, (Range{9, 11}));  // two of its three
  EXPECT_EQ(text.words[3].tokens_cut, 1);
  EXPECT_TRUE(text.words[3].seen());
  EXPECT_FALSE(text.words[4].seen());
  EXPECT_EQ(text.words[4].tokens_cut, 3);
  EXPECT_EQ(text.words_cut, 1);
}

// [CLS] ab . cd ef [SEP] are eight: two tokens of each word, one full stop.
TEST(ExplainedText, WhatWasSeenOfEachSentence) {
  const SmallEncoder small("", 12);
  const ExplainedText text = small.reader->read("ab", "Cd. Ef gh. Ij.");
  ASSERT_EQ(text.sentences, 4u);
  EXPECT_EQ(seen_of_sentence(text, 0), Seen::whole);
  EXPECT_EQ(seen_of_sentence(text, 1), Seen::whole);
  EXPECT_EQ(seen_of_sentence(text, 2), Seen::beginning);
  EXPECT_EQ(seen_of_sentence(text, 3), Seen::nothing);
}

TEST(ExplainedText, ThePrefixIsNoWord) {
  const SmallEncoder small("q: ");
  const ExplainedText text = small.reader->read("ab", "cd");
  EXPECT_EQ(text.prefix, (Range{1, 3}));
  EXPECT_EQ(text.content, (Range{3, 8}));
  EXPECT_EQ(texts_of(text), (std::vector<std::string>{"ab", ".", "cd"}));
}

TEST(ExplainedText, AnEmptyTitleLeavesItsFullStop) {
  const SmallEncoder small;
  EXPECT_EQ(texts_of(small.reader->read("", "Ab")), (std::vector<std::string>{".", "Ab"}));
  EXPECT_EQ(texts_of(small.reader->read(" ", "")), (std::vector<std::string>{"."}));
}

TEST(ExplainedText, SentencesAndSumsByWord) {
  const SmallEncoder small;
  const ExplainedText text = small.reader->read("Ab", "Cd ef. Gh!");
  EXPECT_EQ(text.sentences, 3u);
  EXPECT_EQ(sentence_text(text, 0), "Ab.");
  EXPECT_EQ(sentence_text(text, 1), "Cd ef.");
  EXPECT_EQ(sentence_text(text, 2), "Gh!");
  std::vector<double> tokens(static_cast<std::size_t>(text.tokens()), 1.0);
  EXPECT_EQ(gathered_by_word(text, tokens), (std::vector<double>{2, 1, 2, 2, 1, 2, 1}));
}

// With a real vocabulary: words of several pieces, accents, an ideograph, [UNK].
TEST(ExplainedText, MiniLmTokensGoToTheirWords) {
  if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON";
  const TokenizerDefinition definition = read_tokenizer(minilm_folder());
  const Tokenizer tokenizer(definition);
  const TextReader reader(definition, tokenizer, "", 256);
  const ExplainedText text =
      reader.read("Schr\u00F6dinger's halos [MASK]", "We use \u65E5\u672C\u8A9E, \U0001F600 and p-adics.");
  std::vector<std::int32_t> ids;
  tokenizer.encode(
      encoder_text("Schr\u00F6dinger's halos [MASK]", "We use \u65E5\u672C\u8A9E, \U0001F600 and p-adics."), 256, ids);
  EXPECT_EQ(text.ids, ids);
  std::int64_t next = 1;
  for (const Word& word : text.words) {
    EXPECT_EQ(word.tokens.first, next) << word.text;
    next = word.tokens.last;
  }
  EXPECT_EQ(text.words[1].text, "halos");
  EXPECT_EQ(text.ids[static_cast<std::size_t>(text.words[1].tokens.first)], 17201);  // halo
  EXPECT_EQ(text.words[1].tokens.size(), 2);
}

}  // namespace
}  // namespace thema::explanation
