// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/cooccurrence.hpp"

#include <gtest/gtest.h>

#include "test_context.hpp"

namespace thema {
namespace {

using Texts = std::vector<std::string>;
using Counts = std::vector<std::int64_t>;

// Each text is an abstract without a title; topics as given, else 0.
std::vector<std::vector<Cooccurrence>> counted(const Texts& texts, const std::vector<WordGroups>& wordings,
                                               const Counts& lengths, std::vector<std::int32_t> topics = {}) {
  Context context = test_context();
  topics.resize(texts.size(), 0);
  const Range rows = even_part(static_cast<std::int64_t>(texts.size()), context.comm.size(), context.comm.rank());
  const std::vector<std::int32_t> mine(topics.begin() + rows.first, topics.begin() + rows.last);
  Corpus corpus(rows, [&](Range slice) {
    Documents documents;
    documents.first_row = slice.first;
    for (auto i = static_cast<std::size_t>(slice.first); i < static_cast<std::size_t>(slice.last); ++i) {
      documents.title.push_back("");
      documents.abstract.push_back(texts[i]);
    }
    return documents;
  });
  return count_cooccurrence(context, corpus, mine, wordings, lengths);
}

// Windows of 2: [aa xx] [xx bb] [bb aa] [aa yy] in the first text, [bb bb] in the second, the third and the empty one
// are a window each.
TEST(Cooccurrence, CountsWindowsAsByHand) {
  const WordGroups pair{1, 2, {"aa", "bb"}};
  const Texts texts{"aa xx bb aa yy", "bb bb", "bb", ""};
  const auto found = counted(texts, {pair}, {2, kWholeDocument, 1})[0];
  EXPECT_EQ(found[0].windows, 4 + 1 + 1 + 1);
  EXPECT_EQ(found[0].counts, (Counts{3, 1, 1, 2 + 1 + 1}));
  EXPECT_EQ(found[1].windows, 4);
  EXPECT_EQ(found[1].counts, (Counts{1, 1, 1, 3}));
  EXPECT_EQ(found[2].windows, 5 + 2 + 1 + 1);
  EXPECT_EQ(found[2].counts, (Counts{2, 0, 0, 1 + 2 + 1}));
}

// gensim 4.4.0, WordOccurrenceAccumulator(["aa", "bb"]).accumulate([text], 3): of the windows [aa xx aa] [xx aa bb] it
// sees aa in the first alone, as it leaves there; of [aa aa xx] [aa xx yy] [xx yy aa] in the first and in the third.
TEST(Cooccurrence, LosesAWordThatRecursAsGensimDoes) {
  const WordGroups pair{1, 2, {"aa", "bb"}};
  EXPECT_EQ(counted({"aa xx aa bb"}, {pair}, {3})[0][0].counts, (Counts{1, 0, 0, 1}));
  EXPECT_EQ(counted({"aa aa xx yy aa"}, {pair}, {3})[0][0].counts, (Counts{2, 0, 0, 0}));
}

TEST(Cooccurrence, CountsEachGroupAndEachWordingByItself) {
  const WordGroups two{2, 3, {"aa", "bb", "", "bb", "aa bb", "cc"}}, one{1, 2, {"aa", "bb"}};
  const Texts texts{"aa bb", "aa, bb cc", "cc", "bb bb aa"};
  const auto found = counted(texts, {two, one}, {kWholeDocument});
  ASSERT_EQ(found.size(), 2u);
  // "aa bb" in the first text is one token of the first wording, two of the second.
  EXPECT_EQ(found[0][0].counts, (Counts{2, 2, 0, 2, 2, 0, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 0, 2}));
  EXPECT_EQ(found[0][0].of(1, 0, 2), 1);
  EXPECT_EQ(found[1][0].counts, (Counts{3, 3, 3, 3}));
}

TEST(Cooccurrence, LeavesOutDocumentsWithoutATopic) {
  const WordGroups pair{1, 2, {"aa", "bb"}};
  const auto found = counted({"aa bb", "aa", "bb", "aa bb"}, {pair}, {kWholeDocument}, {0, -1, 3, -1})[0][0];
  EXPECT_EQ(found.windows, 2);
  EXPECT_EQ(found.counts, (Counts{1, 1, 1, 2}));
}

TEST(Cooccurrence, OfNothingIsNothing) {
  const auto found = counted({}, {WordGroups{1, 1, {"aa"}}, WordGroups{}}, {10});
  EXPECT_EQ(found[0][0].windows, 0);
  EXPECT_EQ(found[0][0].counts, Counts{0});
  EXPECT_TRUE(found[1][0].counts.empty());
}

}  // namespace
}  // namespace thema
