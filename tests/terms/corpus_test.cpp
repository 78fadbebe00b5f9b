// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/corpus.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace thema {
namespace {

using Words = std::vector<std::string>;

// Rows have one word of their own each, or none, and the word "all".
std::string own_word(std::int64_t row) {
  return row % 7 == 2 ? "" : "row" + std::string(3, static_cast<char>('a' + row % 26));
}

// Counts the rows that are read.
class Source {
 public:
  ReadTexts read() {
    return [this](Range rows) {
      rows_read += rows.size();
      Documents documents;
      documents.first_row = rows.first;
      for (std::int64_t row = rows.first; row < rows.last; ++row) {
        documents.title.push_back(own_word(row));
        documents.abstract.push_back("All, all");
      }
      return documents;
    };
  }
  std::int64_t rows_read = 0;
};

Words line_of(const PaperWords& words, std::int64_t paper) {
  Words line;
  for (const PlacedWord& word : words.of(paper)) line.emplace_back(words.word(word.number));
  return line;
}

// Goes through the corpus and compares it with what was written.
void expect_whole(Corpus& corpus) {
  std::int64_t row = corpus.rows().first;
  for (CorpusPass pass(corpus); !pass.done();) {
    const PaperWords& words = pass.next();
    ASSERT_EQ(words.first_row(), row);
    for (std::int64_t paper = 0; paper < words.papers(); ++paper, ++row) {
      const Words own = own_word(row).empty() ? Words{} : Words{own_word(row)};
      Words wanted = own;
      wanted.insert(wanted.end(), {"all", "all"});
      ASSERT_EQ(line_of(words, paper), wanted) << row;
    }
  }
  EXPECT_EQ(row, corpus.rows().last);
}

constexpr Range kRows{100, 20'100};

TEST(Corpus, ReadsItsTextsOnce) {
  Source source;
  Corpus corpus(kRows, source.read());
  for (int pass = 0; pass < 3; ++pass) expect_whole(corpus);
  EXPECT_EQ(source.rows_read, kRows.size());
}

TEST(Corpus, ReadsAgainWhatItMayNotKeep) {
  Source source;
  Corpus corpus(kRows, source.read(), {}, 0);
  for (int pass = 0; pass < 3; ++pass) expect_whole(corpus);
  EXPECT_EQ(source.rows_read, 3 * kRows.size());
}

TEST(Corpus, KeepsTheFirstSlicesAndReadsTheOthersAgain) {
  Source source;
  Corpus corpus(kRows, source.read(), {}, 200'000);
  expect_whole(corpus);
  EXPECT_EQ(source.rows_read, kRows.size());
  expect_whole(corpus);
  EXPECT_GT(source.rows_read, kRows.size());
  EXPECT_LT(source.rows_read, 2 * kRows.size());
  expect_whole(corpus);
}

TEST(Corpus, GoesOnBehindAPassThatWasGivenUp) {
  Source source;
  Corpus corpus(kRows, source.read());
  CorpusPass(corpus).next();
  expect_whole(corpus);
  EXPECT_EQ(source.rows_read, kRows.size());
}

TEST(Corpus, HasNoWordsOfPapersInNoGroup) {
  Source source;
  const Range rows{100, 3'100};
  std::vector<std::int32_t> groups;
  for (std::int64_t row = rows.first; row < rows.last; ++row) groups.push_back(row % 5 == 0 ? 0 : -1);
  Corpus corpus(rows, source.read(), groups);
  std::int64_t row = rows.first;
  for (CorpusPass pass(corpus); !pass.done();) {
    const PaperWords& words = pass.next();
    for (std::int64_t paper = 0; paper < words.papers(); ++paper, ++row) {
      Words wanted = own_word(row).empty() ? Words{} : Words{own_word(row)};
      wanted.insert(wanted.end(), {"all", "all"});
      EXPECT_EQ(line_of(words, paper), row % 5 == 0 ? wanted : Words{}) << row;
    }
  }
  EXPECT_EQ(row, rows.last);
}

// Slices are as long as the texts that are read allow, whether they are counted or not.
TEST(Corpus, ReadsNoLongerSlicesWhereFewPapersAreCounted) {
  std::int64_t most_rows[2];
  const std::string abstract(10'000, 'a');
  for (const bool few : {false, true}) {
    std::int64_t& most = most_rows[few] = 0;
    const ReadTexts read = [&](Range rows) {
      most = std::max(most, rows.size());
      Documents documents;
      documents.first_row = rows.first;
      for (std::int64_t row = rows.first; row < rows.last; ++row) {
        documents.title.push_back("");
        documents.abstract.push_back(abstract);
      }
      return documents;
    };
    const std::vector<std::int32_t> groups(3'000, few ? -1 : 0);
    Corpus corpus({0, 3'000}, read, groups);
    for (CorpusPass pass(corpus); !pass.done();) pass.next();
  }
  EXPECT_EQ(most_rows[0], 256) << "the first slice; 209 rows are 2 MiB";
  EXPECT_EQ(most_rows[1], most_rows[0]);
}

TEST(Corpus, OfNoPapersIsDone) {
  Source source;
  Corpus corpus({5, 5}, source.read());
  EXPECT_TRUE(CorpusPass(corpus).done());
}

}  // namespace
}  // namespace thema
