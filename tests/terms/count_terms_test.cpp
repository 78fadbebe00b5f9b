// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/count_terms.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "made_papers.hpp"
#include "test_context.hpp"
#include "thema/core/random.hpp"
#include "thema/terms/vocabulary.hpp"

namespace thema {
namespace {

constexpr std::int64_t kDocuments = 1101;  // more than one slice on each of four ranks
constexpr std::int32_t kGroups = 7;

std::uint64_t draw(std::int64_t row, std::uint32_t index) {
  return random_bits(5, Draw::test, static_cast<std::uint64_t>(row), index);
}

// Words of four letters whose frequency falls with their number; some rows have no text.
std::string made_text(std::int64_t row, std::uint32_t first, std::uint32_t words) {
  std::string text;
  for (std::uint32_t i = 0; i < words && row % 50 != 7; ++i) {
    const double u = static_cast<double>(draw(row, first + i) >> 11) * 0x1.0p-53;
    auto number = static_cast<int>(400.0 * u * u * u);
    std::string word = "zq";
    for (int letter = 0; letter < 2; ++letter, number /= 26) word += static_cast<char>('a' + number % 26);
    text += word + (i % 5 == 4 ? ", " : " ");
  }
  return text;
}

struct Texts {
  std::vector<std::string> titles, abstracts;
};

const Texts& texts() {
  static const Texts made = [] {
    Texts all;
    for (std::int64_t row = 0; row < kDocuments; ++row) {
      all.titles.push_back(made_text(row, 0, 4));
      all.abstracts.push_back(made_text(row, 10, 30));
    }
    return all;
  }();
  return made;
}
const std::string& title_of(std::int64_t row) { return texts().titles[static_cast<std::size_t>(row)]; }
const std::string& abstract_of(std::int64_t row) { return texts().abstracts[static_cast<std::size_t>(row)]; }
// Every 11th document belongs to no group.
std::int32_t group_of(std::int64_t row) {
  return row % 11 == 3 ? -1 : static_cast<std::int32_t>(draw(row, 1000) % kGroups);
}

Documents read_made(Range rows) {
  Documents documents;
  documents.first_row = rows.first;
  for (std::int64_t row = rows.first; row < rows.last; ++row) {
    documents.title.push_back(title_of(row));
    documents.abstract.push_back(abstract_of(row));
  }
  return documents;
}

TermCounts counted(Context& context, Corpus& corpus, const CountOptions& options) {
  std::vector<std::int32_t> groups;
  for (std::int64_t row = corpus.rows().first; row < corpus.rows().last; ++row) groups.push_back(group_of(row));
  return count_terms(context, corpus, groups, kGroups, options);
}

TermCounts counted(Context& context, Range rows, const CountOptions& options) {
  Corpus corpus(rows, read_made);
  return counted(context, corpus, options);
}

TermCounts counted(const CountOptions& options) {
  Context context = test_context();
  return counted(context, even_part(kDocuments, context.comm.size(), context.comm.rank()), options);
}

// The same by maps over the whole corpus.
TermCounts expected(const CountOptions& options) {
  TermCounts all;
  all.groups = kGroups;
  std::map<std::string, std::int64_t> frequency;
  std::map<std::pair<std::int32_t, std::string>, std::int64_t> occurrences;
  TermFinder finder(options.max_ngram, options.stop_words);
  for (std::int64_t row = 0; row < kDocuments; ++row) {
    if (group_of(row) < 0) continue;
    ++all.documents;
    std::set<std::string> once;
    for (const std::string& term : terms_of_paper(finder, title_of(row), abstract_of(row))) {
      once.insert(term);
      ++occurrences[{group_of(row), term}];
    }
    for (const auto& term : once) ++frequency[term];
  }
  std::vector<std::pair<std::string, std::int64_t>> kept;
  for (const auto& entry : frequency)
    if (entry.second >= scaled_minimum(options.min_documents, all.documents)) kept.push_back(entry);
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : term_hash(a.first) < term_hash(b.first);
  });
  kept.resize(std::min(kept.size(), static_cast<std::size_t>(options.max_terms)));
  std::sort(kept.begin(), kept.end());
  for (const auto& [term, documents] : kept) {
    all.terms.push_back(term);
    all.document_frequency.push_back(documents);
  }
  all.row_starts.push_back(0);
  for (std::int32_t group = 0; group < kGroups; ++group) {
    for (std::size_t t = 0; t < kept.size(); ++t) {
      const auto cell = occurrences.find({group, kept[t].first});
      if (cell == occurrences.end()) continue;
      all.columns.push_back(static_cast<std::int32_t>(t));
      all.counts.push_back(cell->second);
    }
    all.row_starts.push_back(static_cast<std::int64_t>(all.columns.size()));
  }
  return all;
}

void expect_equal(const TermCounts& found, const TermCounts& wanted) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  EXPECT_EQ(found.groups, wanted.groups);
  EXPECT_EQ(found.documents, wanted.documents);
  if (rank != 0) {
    EXPECT_TRUE(found.terms.empty());
    return;
  }
  EXPECT_GT(found.terms.size(), 0u);
  EXPECT_EQ(found.terms, wanted.terms);
  EXPECT_EQ(found.document_frequency, wanted.document_frequency);
  EXPECT_EQ(found.row_starts, wanted.row_starts);
  EXPECT_EQ(found.columns, wanted.columns);
  EXPECT_EQ(found.counts, wanted.counts);
}

TEST(CountTerms, EqualsAPlainCount) {
  CountOptions options;
  options.min_documents = 2;
  expect_equal(counted(options), expected(options));
  options.max_ngram = 1;
  options.stop_words = {"zqaa"};
  expect_equal(counted(options), expected(options));
  options.max_ngram = 3;
  expect_equal(counted(options), expected(options));
}

TEST(CountTerms, EqualsAPlainCountWhenManyRoundsAreNeeded) {
  CountOptions options;
  options.min_documents = 1;
  options.buffer_bytes = 5'000;
  expect_equal(counted(options), expected(options));
}

TEST(CountTerms, EqualsAPlainCountWhenTextsAreReadAgain) {
  Context context = test_context();
  for (const std::int64_t most_kept : {0, 30'000}) {
    Corpus corpus(even_part(kDocuments, context.comm.size(), context.comm.rank()), read_made, {}, most_kept);
    expect_equal(counted(context, corpus, {}), expected({}));
  }
}

TEST(CountTerms, DoesNotDependOnTheFilter) {
  CountOptions options;
  for (const std::int64_t counters : {2, 64, 1 << 20}) {
    options.filter_counters = counters;
    expect_equal(counted(options), expected(options));
  }
}

TEST(CountTerms, KeepsTheMostFrequentWithTiesByHash) {
  CountOptions options;
  options.min_documents = 1;
  for (const std::int64_t most : {1, 100, 1000}) {
    options.max_terms = most;
    expect_equal(counted(options), expected(options));
  }
}

TEST(CountTerms, WorksWhenOneRankHasAllDocuments) {
  Context context = test_context();
  const bool is_last = context.comm.rank() == context.comm.size() - 1;
  expect_equal(counted(context, is_last ? Range{0, kDocuments} : Range{0, 0}, {}), expected({}));
}

TEST(CountTerms, OfNoDocumentsIsEmpty) {
  Context context = test_context();
  const TermCounts none = counted(context, {0, 0}, {});
  EXPECT_EQ(none.documents, 0);
  EXPECT_TRUE(none.terms.empty());
  if (context.comm.is_root()) {
    EXPECT_EQ(none.row_starts, std::vector<std::int64_t>(kGroups + 1, 0));
  }
}

TEST(CountTerms, CountsATinyCorpusAsByHand) {
  Context context = test_context();
  const std::vector<std::string> titles{"Dark matter halos", "Dark matter", "Quantum dots"};
  const std::vector<std::string> abstracts{"We study dark matter.", "Halos, halos.", "Dark quantum dots"};
  const std::vector<std::int32_t> all_groups{0, 0, 1};
  const Range rows = even_part(3, context.comm.size(), context.comm.rank());
  const std::vector<std::int32_t> groups(all_groups.begin() + rows.first, all_groups.begin() + rows.last);
  CountOptions options;
  options.min_documents = 2;
  Corpus corpus(rows, [&](Range slice) {
    Documents documents;
    documents.first_row = slice.first;
    for (auto i = static_cast<std::size_t>(slice.first); i < static_cast<std::size_t>(slice.last); ++i) {
      documents.title.push_back(titles[i]);
      documents.abstract.push_back(abstracts[i]);
    }
    return documents;
  });
  const TermCounts found = count_terms(context, corpus, groups, 2, options);
  if (!context.comm.is_root()) return;
  EXPECT_EQ(found.terms, (std::vector<std::string>{"dark", "dark matter", "halos", "matter"}));
  EXPECT_EQ(found.document_frequency, (std::vector<std::int64_t>{3, 2, 2, 2}));
  EXPECT_EQ(found.row_starts, (std::vector<std::int64_t>{0, 4, 5}));
  EXPECT_EQ(found.columns, (std::vector<std::int32_t>{0, 1, 2, 3, 0}));
  EXPECT_EQ(found.counts, (std::vector<std::int64_t>{3, 3, 3, 3, 1}));
}

TEST(ScaledMinimum, AsksSmallCorporaForLess) {
  EXPECT_EQ(scaled_minimum(10, 100), 2);
  EXPECT_EQ(scaled_minimum(10, 3'000), 3);
  EXPECT_EQ(scaled_minimum(10, 3'001), 4);
  EXPECT_EQ(scaled_minimum(10, 2'500'000), 10);
  EXPECT_EQ(scaled_minimum(1, 100), 1);
}

// Groups by row mod 29, so that all of them are on several ranks; every 11th document belongs to none.
TEST(CountGivenTerms, LeavesWholeGroupsOnEachRank) {
  Context context = test_context();
  constexpr std::int64_t number_of_groups = 29;
  const auto finer = [](std::int64_t row) { return row % 11 == 3 ? -1 : static_cast<std::int32_t>(row % 29); };
  const Range rows = even_part(kDocuments, context.comm.size(), context.comm.rank());
  std::vector<std::int32_t> groups;
  for (std::int64_t row = rows.first; row < rows.last; ++row) groups.push_back(finer(row));
  CountOptions options;
  options.buffer_bytes = 20'000;  // several exchanges
  Corpus corpus(rows, read_made);
  const TermCounts all = counted(context, corpus, options);
  const GroupsOfRank mine = count_given_terms(context, corpus, groups, number_of_groups, options, all.terms);
  EXPECT_EQ(mine.groups, even_part(number_of_groups, context.comm.size(), context.comm.rank()));
  EXPECT_EQ(mine.counts.groups, mine.groups.size());
  EXPECT_FALSE(mine.counts.terms.empty());
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> occurrences;
  TermFinder finder(options.max_ngram, {});
  for (std::int64_t row = 0; row < kDocuments; ++row)
    for (const std::string& term : terms_of_paper(finder, title_of(row), abstract_of(row)))
      if (std::binary_search(mine.counts.terms.begin(), mine.counts.terms.end(), term))
        ++occurrences[{finer(row), term}];
  std::size_t cells = 0;
  for (std::int64_t g = 0; g < mine.groups.size(); ++g)
    for (auto i = mine.counts.row_starts[static_cast<std::size_t>(g)];
         i < mine.counts.row_starts[static_cast<std::size_t>(g) + 1]; ++i, ++cells) {
      const auto at = static_cast<std::size_t>(i);
      const std::string& term = mine.counts.terms[static_cast<std::size_t>(mine.counts.columns[at])];
      EXPECT_EQ(mine.counts.counts[at], (occurrences[{mine.groups.first + g, term}]));
    }
  std::size_t expected_cells = 0;
  for (const auto& [cell, count] : occurrences)
    expected_cells += count > 0 && cell.first >= mine.groups.first && cell.first < mine.groups.last;
  EXPECT_EQ(cells, expected_cells);
  EXPECT_GT(cells, 0u);
}

}  // namespace
}  // namespace thema
