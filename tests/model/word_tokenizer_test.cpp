// SPDX-License-Identifier: Apache-2.0
// The pass with its caches against the steps one after another: normalise, split into words, these into pieces.
#include "thema/model/tokenizer.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "random_choice.hpp"
#include "thema/model/bert_words.hpp"

namespace thema {
namespace {

using Ids = std::vector<std::int32_t>;
using Texts = std::vector<std::string>;

Texts split(const std::string& text) {
  std::istringstream stream(text);
  Texts parts;
  for (std::string part; std::getline(stream, part, ' ');) parts.push_back(part);
  return parts;
}

// Every character that is in these texts, and many pairs: equal ids then mean equal words.
WordPieceVocabulary vocabulary() {
  WordPieceVocabulary made;
  std::int32_t id = 0;
  for (const std::string& piece :
       split("[UNK] a ##a b ##b c ##c halo ##s ##es ha ##lo é ##é e ##e É ##É . $ “ 中 ##中 \u0301 ##\u0301 \u302e "
             "##\u302e \U0001d165 ##\U0001d165 \u1112 ##\u1161 ##\u11ab ≤ ##≤ i ##i \u0307 ##\u0307 ß ##ß \x01 "
             "##\x01 豈 ##豈 α ##α Α ##Α ; < ##< [ ] A ##A"))
    made.ids.emplace_back(piece, id++);
  made.max_input_chars_per_word = 30;
  return made;
}

const Texts characters = split(
    "a b c halo s A é É e\u0301 . $ “ 中 \u0301 \u302e \U0001d165 \U0001d15e 한 ≤ İ ß \x01 \x0b 豈 \u2260 Α \u037e [ "
    "] \u00ad \u200d \ufeff \u0378 \xff \xe4\xb8 \xc3");
const Texts blanks{" ", "  ", "\t", "\u00a0", "\u3000", "\n", "\r\n"};

std::string random_text(RandomChoice& choice) {
  std::string text;
  for (std::size_t n = 1 + choice.below(40); n > 0; --n) {
    text += choice.joined(characters, 1 + choice.below(6));
    if (choice.below(40) == 0) text += std::string(choice.below(600), 'a');
    if (choice.below(3)) text += choice.of(blanks);
  }
  return text;
}

TokenizerDefinition definition(const BertNormalizerOptions& options) {
  TokenizerDefinition made;
  made.normalizer = options;
  made.vocabulary = vocabulary();
  return made;
}

class ByStep {
 public:
  explicit ByStep(const BertNormalizerOptions& options) : normalizer_(options), wordpiece_(vocabulary()) {}
  Ids ids_of(std::string_view text) const {
    std::string normalized;
    normalizer_.append(text, normalized);
    Ids ids;
    std::size_t at = 0;
    for (auto word = next_bert_word(normalized, at); !word.empty(); word = next_bert_word(normalized, at))
      wordpiece_.append_ids(word, ids);
    return ids;
  }

 private:
  BertNormalizer normalizer_;
  WordPiece wordpiece_;
};

constexpr std::int64_t no_limit = 1 << 30;

class EveryOption : public testing::TestWithParam<int> {
 protected:
  BertNormalizerOptions options_{.clean_text = (GetParam() & 1) != 0,
                                 .handle_chinese_chars = (GetParam() & 2) != 0,
                                 .strip_accents = (GetParam() & 4) != 0,
                                 .lowercase = (GetParam() & 8) != 0};
  Tokenizer tokenizer_{definition(options_)};
  ByStep by_step_{options_};
};

TEST_P(EveryOption, KeptAndForgottenWordsHaveTheIdsOfTheSteps) {
  TokenizerWorkspace kept, crowded(4);
  RandomChoice choice(static_cast<std::uint64_t>(GetParam()));
  Ids ids;
  for (int i = 0; i < 1500; ++i) {
    const std::string text = random_text(choice);
    const Ids expected = by_step_.ids_of(text);
    tokenizer_.encode(text, no_limit, kept, ids);
    ASSERT_EQ(ids, expected) << "text " << i << ": " << text;
    tokenizer_.encode(text, no_limit, crowded, ids);
    ASSERT_EQ(ids, expected) << "few words kept, text " << i << ": " << text;
    tokenizer_.encode(text, no_limit, ids);
    ASSERT_EQ(ids, expected) << "no words kept, text " << i << ": " << text;
  }
}

TEST_P(EveryOption, AShorterLimitCutsAndNoMore) {
  TokenizerWorkspace workspace;
  RandomChoice choice(100 + static_cast<std::uint64_t>(GetParam()));
  Ids ids;
  for (int i = 0; i < 500; ++i) {
    const std::string text = random_text(choice);
    Ids expected = by_step_.ids_of(text);
    const std::size_t most = choice.below(expected.size() + 2);
    if (most < expected.size()) expected.resize(most);
    tokenizer_.encode(text, static_cast<std::int64_t>(most), workspace, ids);
    ASSERT_EQ(ids, expected) << "at most " << most << ", text " << i << ": " << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Flags, EveryOption, testing::Range(0, 16));

// Any bytes at all.
TEST(TokenizerFuzz, RandomBytesHaveTheIdsOfTheSteps) {
  const Tokenizer tokenizer(definition({}));
  const ByStep by_step({});
  TokenizerWorkspace workspace;
  RandomChoice choice(9);
  Ids ids;
  for (int i = 0; i < 4000; ++i) {
    std::string text(choice.below(1500), ' ');
    for (char& byte : text) byte = static_cast<char>(choice.below(3) ? 'a' + choice.below(4) : choice.below(256));
    tokenizer.encode(text, no_limit, workspace, ids);
    ASSERT_EQ(ids, by_step.ids_of(text)) << "text " << i;
  }
}

}  // namespace
}  // namespace thema
