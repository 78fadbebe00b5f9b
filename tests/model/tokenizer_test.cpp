// SPDX-License-Identifier: Apache-2.0
// Ids by hand, from vocabularies of a few pieces.
#include "thema/model/tokenizer.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "thema/core/error.hpp"
#include "thema/model/tokenize_lines.hpp"

namespace thema {
namespace {

using Ids = std::vector<std::int32_t>;

TokenizerDefinition definition() {
  TokenizerDefinition made;
  made.vocabulary.ids = {{"[PAD]", 0}, {"[UNK]", 1}, {"[CLS]", 2}, {"[SEP]", 3}, {"[MASK]", 4},
                         {"dark", 5},  {"halo", 6},  {"##s", 7},   {".", 8},     {"cafe", 9}};
  made.before = {2};
  made.after = {3};
  made.added_tokens = {{.content = "[SEP]", .id = 3}, {.content = "[MASK]", .id = 4}};
  return made;
}

Ids encode(const TokenizerDefinition& made, std::string_view text, std::int64_t max_length = 256) {
  Ids ids{77, 78};  // replaced
  Tokenizer(made).encode(text, max_length, ids);
  return ids;
}

TEST(Tokenizer, PutsTheStepsTogether) {
  EXPECT_EQ(encode(definition(), "Dark halos. CAFE\u0301\tdarkness"), (Ids{2, 5, 6, 7, 8, 9, 1, 3}));
  EXPECT_EQ(encode(definition(), ""), (Ids{2, 3}));
  EXPECT_EQ(encode(definition(), " \u00ad\n"), (Ids{2, 3}));
}

TEST(Tokenizer, CutsTheTextAtItsEnd) {
  EXPECT_EQ(encode(definition(), "dark halos dark", 6), (Ids{2, 5, 6, 7, 5, 3}));
  EXPECT_EQ(encode(definition(), "dark halos dark", 5), (Ids{2, 5, 6, 7, 3}));
  EXPECT_EQ(encode(definition(), "dark halos dark", 4), (Ids{2, 5, 6, 3}));  // inside a word
  EXPECT_EQ(encode(definition(), "dark halos dark", 2), (Ids{2, 3}));
  EXPECT_EQ(encode(definition(), "dark[MASK][MASK]", 4), (Ids{2, 5, 4, 3}));
  EXPECT_THROW(encode(definition(), "dark", 1), Error);
}

TEST(Tokenizer, CutsAddedTokensOutOfTheRawText) {
  EXPECT_EQ(encode(definition(), "dark[SEP]halo [MASK]s"), (Ids{2, 5, 3, 6, 4, 1, 3}));
  EXPECT_EQ(encode(definition(), "[SEP]\u0301dark"), (Ids{2, 3, 5, 3}));
}

TEST(Tokenizer, LooksForNormalisedTokensInTheNormalisedText) {
  TokenizerDefinition made = definition();
  made.added_tokens.push_back({.content = "Dark Café", .id = 30, .normalized = true});
  EXPECT_EQ(encode(made, "halo dark CAFE\u0301 halo"), (Ids{2, 6, 30, 6, 3}));
  EXPECT_EQ(Tokenizer(made).vocabulary_size(), 31);
}

TEST(Tokenizer, LongTextIsTheSameAsItsParts) {
  std::string text;
  Ids expected{2};
  for (int i = 0; i < 2000; ++i) {
    text += i % 3 == 0 ? "halos " : "CAFE\u0301 ";
    i % 3 == 0 ? expected.insert(expected.end(), {6, 7}) : expected.insert(expected.end(), {9});
  }
  expected.push_back(3);
  EXPECT_EQ(encode(definition(), text, 100000), expected);
  TokenizerDefinition whole = definition();  // a normalised token makes the text be taken in one piece
  whole.added_tokens.push_back({.content = "never there", .id = 30, .normalized = true});
  EXPECT_EQ(encode(whole, text, 100000), expected);
}

TEST(Tokenizer, KnowsItsNumbers) {
  const Tokenizer tokenizer(definition());
  EXPECT_EQ(tokenizer.vocabulary_size(), 10);
  EXPECT_EQ(tokenizer.special_tokens(), 2);
}

TEST(Tokenizer, SeveralThreadsShareOne) {
  const Tokenizer tokenizer(definition());
  std::vector<Ids> found(4);
  std::vector<std::thread> threads;
  for (Ids& ids : found)
    threads.emplace_back([&] {
      TokenizerWorkspace workspace;
      for (int i = 0; i < 1000; ++i) tokenizer.encode("dark halos. café [MASK]", 256, workspace, ids);
    });
  for (std::thread& thread : threads) thread.join();
  for (const Ids& ids : found) EXPECT_EQ(ids, (Ids{2, 5, 6, 7, 8, 9, 4, 3}));
}

TEST(Tokenizer, AWorkspaceMayGoFromOneToAnother) {
  TokenizerDefinition other = definition();
  other.vocabulary.ids[5].second = 55;  // "dark"
  other.normalizer.strip_accents = false;
  TokenizerWorkspace workspace;
  Ids ids;
  for (int round = 0; round < 2; ++round) {
    Tokenizer(definition()).encode("dark café", 256, workspace, ids);
    EXPECT_EQ(ids, (Ids{2, 5, 9, 3}));
    Tokenizer(other).encode("dark café", 256, workspace, ids);
    EXPECT_EQ(ids, (Ids{2, 55, 1, 3}));
  }
}

// The longest word that is split at all, of letters that never match beyond one although a long piece begins so; and
// one letter more.
TEST(Tokenizer, AWordOfPathologicalLetters) {
  TokenizerDefinition made = definition();
  made.vocabulary.ids.insert(made.vocabulary.ids.end(),
                             {{"a", 10}, {"##a", 11}, {"##" + std::string(98, 'a') + "b", 12}});
  Ids expected(102, 11);
  expected[0] = 2;
  expected[1] = 10;
  expected[101] = 3;
  EXPECT_EQ(encode(made, std::string(100, 'A')), expected);
  EXPECT_EQ(encode(made, std::string(101, 'A')), (Ids{2, 1, 3}));
  EXPECT_EQ(encode(made, std::string(99, 'a') + "b"), (Ids{2, 10, 12, 3}));
  EXPECT_EQ(encode(made, std::string(1'000'000, 'a')), (Ids{2, 1, 3}));
}

std::string lines_of(const std::string& text, std::int64_t max_length) {
  std::istringstream in(text);
  std::ostringstream out;
  tokenize_lines(Tokenizer(definition()), max_length, in, out);
  return out.str();
}

TEST(TokenizeLines, WritesALineForALine) {
  EXPECT_EQ(lines_of("dark\n\nhalos.\n", 256), "2 5 3\n2 3\n2 6 7 8 3\n");
  EXPECT_EQ(lines_of("dark\r\nhalos. dark", 4), "2 5 3\n2 6 7 3\n");  // CRLF, no end of the last line, cut
  EXPECT_EQ(lines_of("", 256), "");
}

TEST(TokenizeLines, SaysThatItCannotWrite) {
  std::istringstream in("dark\n");
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  try {
    tokenize_lines(Tokenizer(definition()), 256, in, out);
    ADD_FAILURE() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::output);
  }
}

}  // namespace
}  // namespace thema
