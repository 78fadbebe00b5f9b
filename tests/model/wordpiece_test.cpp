// SPDX-License-Identifier: Apache-2.0
#include "thema/model/wordpiece.hpp"

#include <gtest/gtest.h>

#include "thema/core/error.hpp"

namespace thema {
namespace {

using Ids = std::vector<std::int32_t>;

WordPieceVocabulary small_vocabulary() {
  WordPieceVocabulary vocabulary;
  vocabulary.ids = {{"[UNK]", 0}, {"un", 1}, {"unaff", 2}, {"##aff", 3}, {"##able", 4}, {"##a", 5},
                    {"##", 6},    {"é", 7},  {"##éx", 8},  {"a", 9},     {"##b", 10},   {"##b#", 11}};
  return vocabulary;
}

Ids ids_of(const WordPieceVocabulary& vocabulary, std::string_view word) {
  Ids ids{99};  // what stands before a word stays
  WordPiece(vocabulary).append_ids(word, ids);
  EXPECT_EQ(ids.front(), 99);
  ids.erase(ids.begin());
  return ids;
}

TEST(WordPiece, TakesTheLongestPieceFirstAndDoesNotGoBack) {
  EXPECT_EQ(ids_of(small_vocabulary(), "unaffable"), (Ids{2, 4}));
  EXPECT_EQ(ids_of(small_vocabulary(), "unable"), (Ids{1, 4}));
  EXPECT_EQ(ids_of(small_vocabulary(), "ununa"), (Ids{0}));  // no continuing "un"
  EXPECT_EQ(ids_of(small_vocabulary(), "unaffa"), (Ids{2, 5}));
}

TEST(WordPiece, ARestThatNoPieceBeginsMakesTheWholeWordUnknown) {
  EXPECT_EQ(ids_of(small_vocabulary(), "unaffablez"), (Ids{0}));
  EXPECT_EQ(ids_of(small_vocabulary(), "z"), (Ids{0}));
  EXPECT_EQ(ids_of(small_vocabulary(), "able"), (Ids{0}));  // only a continuing piece
}

TEST(WordPiece, ThePrefixAloneIsNoContinuingPiece) { EXPECT_EQ(ids_of(small_vocabulary(), "a#"), (Ids{0})); }

TEST(WordPiece, ALiteralPrefixMayBeginAWord) {
  EXPECT_EQ(ids_of(small_vocabulary(), "##able"), (Ids{4}));
  EXPECT_EQ(ids_of(small_vocabulary(), "##b"), (Ids{10}));
}

TEST(WordPiece, MatchesWholeCharacters) {
  EXPECT_EQ(ids_of(small_vocabulary(), "aéx"), (Ids{9, 8}));
  EXPECT_EQ(ids_of(small_vocabulary(), "aé"), (Ids{0}));
  EXPECT_EQ(ids_of(small_vocabulary(), "é"), (Ids{7}));
}

TEST(WordPiece, TheLimitCountsCharactersNotBytes) {
  WordPieceVocabulary vocabulary;
  vocabulary.ids = {{"[UNK]", 0}, {"é", 1}, {"##é", 2}};
  vocabulary.max_input_chars_per_word = 3;
  EXPECT_EQ(ids_of(vocabulary, "ééé"), (Ids{1, 2, 2}));
  EXPECT_EQ(ids_of(vocabulary, "éééé"), (Ids{0}));
}

TEST(WordPiece, AWordThatIsAPieceIsUnknownBeyondTheLimit) {
  WordPieceVocabulary vocabulary;
  vocabulary.ids = {{"[UNK]", 5}, {"abcd", 1}};
  vocabulary.max_input_chars_per_word = 3;
  EXPECT_EQ(ids_of(vocabulary, "abcd"), (Ids{5}));
}

TEST(WordPiece, AnotherPrefixAndUnknownToken) {
  WordPieceVocabulary vocabulary;
  vocabulary.ids = {{"<?>", 3}, {"ab", 1}, {"+c", 2}};
  vocabulary.unknown = "<?>";
  vocabulary.continuing_prefix = "+";
  EXPECT_EQ(ids_of(vocabulary, "abcc"), (Ids{1, 2, 2}));
  EXPECT_EQ(ids_of(vocabulary, "abd"), (Ids{3}));
}

TEST(WordPiece, RefusesAVocabularyWithoutItsUnknownToken) {
  WordPieceVocabulary vocabulary;
  vocabulary.ids = {{"a", 0}};
  EXPECT_THROW(WordPiece{vocabulary}, Error);
}

}  // namespace
}  // namespace thema
