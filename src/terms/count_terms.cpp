// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/count_terms.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/terms/document_slices.hpp"
#include "thema/terms/frequency_filter.hpp"
#include "thema/terms/group_counts.hpp"
#include "thema/terms/vocabulary.hpp"
#include "thema/terms/words.hpp"

namespace thema {

namespace {

// This rank's documents and how to take them apart.
class Corpus {
 public:
  Corpus(Context& context, Range rows, const Grouping& grouping, const ReadTexts& read, const CountOptions& options,
         const char* what, std::int64_t readings)
      : comm_(context.comm),
        rows_(rows),
        group_of_row_(grouping.group_of_row),
        read_(read),
        finder_(options.max_ngram, options.stop_words, options.general_words),
        progress_(context.log, what, "documents", readings * rows.size()) {}

  // Calls visit(row, terms) for each document that is counted, row 0 being this rank's first. Between slices, when
  // is_full(), and at the end, all ranks together call exchange(); the rank with most to do decides how often. A rank
  // that was asked to stop reads no further, and all leave together.
  template <class Visit, class IsFull, class Exchange>
  void visit_in_rounds(const Visit& visit, const IsFull& is_full, const Exchange& exchange) {
    DocumentSlices slices(rows_, read_);
    do {
      while (!slices.done() && !is_full() && !stop_requested()) visit_slice(slices.next(), visit);
      leave_if_stopped(comm_);
      exchange();
    } while (comm_.any(!slices.done()));
  }

  template <class Visit> void visit_all(const Visit& visit) {
    DocumentSlices slices(rows_, read_);
    while (!slices.done() && !stop_requested()) visit_slice(slices.next(), visit);
    leave_if_stopped(comm_);
  }

 private:
  template <class Visit> void visit_slice(const Documents& documents, const Visit& visit) {
    for (std::size_t i = 0; i < documents.title.size(); ++i) {
      const auto row = static_cast<std::size_t>(documents.first_row - rows_.first) + i;
      if (group_of_row_[row] >= 0) visit(row, finder_.find(documents.title[i], documents.abstract[i]));
    }
    progress_.advance(static_cast<std::int64_t>(documents.title.size()));
  }

  const Communicator& comm_;
  Range rows_;
  std::span<const std::int32_t> group_of_row_;
  const ReadTexts& read_;
  TermFinder finder_;
  Progress progress_;
};

using Terms = std::vector<std::string_view>;

// 32 counters per document hold the rare pairs of abstracts with few shared slots; at most 2^26, that is 128 MiB.
// Triples are about as many again.
std::int64_t filter_counters(const CountOptions& options, std::int64_t documents) {
  if (options.filter_counters > 0) return options.filter_counters;
  const std::int64_t kinds = options.max_ngram > 2 ? 2 : 1;
  return kinds * std::clamp<std::int64_t>(documents * 32, 1 << 16, 1 << 26);
}

FrequencyFilter filter_of(const Communicator& comm, Corpus& corpus, std::int64_t counters, std::int64_t minimum) {
  FrequencyFilter filter(counters);
  std::vector<std::uint64_t> hashes;
  corpus.visit_all([&](std::size_t, const Terms& terms) {
    hashes.clear();
    for (const auto term : terms) hashes.push_back(term_hash(term));
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    for (const auto hash : hashes) filter.add(hash);
  });
  filter.decide(comm, minimum);
  return filter;
}

Vocabulary vocabulary_of(const Communicator& comm, Corpus& corpus, const FrequencyFilter& filter, std::int64_t minimum,
                         const CountOptions& options) {
  DocumentFrequencies frequencies(options.buffer_bytes);
  Terms once;
  corpus.visit_in_rounds(
      [&](std::size_t, const Terms& terms) {
        once.clear();
        for (const auto term : terms)
          if (filter.may_reach_minimum(term_hash(term))) once.push_back(term);
        std::sort(once.begin(), once.end());
        once.erase(std::unique(once.begin(), once.end()), once.end());
        for (const auto term : once) frequencies.add(term);
      },
      [&] { return frequencies.is_full(); }, [&] { frequencies.exchange(comm); });
  return frequencies.select(comm, minimum, options.max_terms);
}

// Counts of all groupings: the groups of one follow those of the one before.
GroupCounts group_counts(const Communicator& comm, Corpus& corpus, const std::vector<std::string>& kept,
                         std::span<const Grouping> groupings, std::int64_t buffer_bytes) {
  std::unordered_map<std::string_view, std::int64_t> ids;
  for (std::size_t i = 0; i < kept.size(); ++i) ids[kept[i]] = static_cast<std::int64_t>(i);
  std::int64_t groups = 0;
  for (const Grouping& grouping : groupings) groups += grouping.groups;
  GroupCounts counts(groups, static_cast<std::int64_t>(kept.size()), buffer_bytes);
  corpus.visit_in_rounds(
      [&](std::size_t row, const Terms& terms) {
        for (const auto term : terms) {
          const auto id = ids.find(term);
          if (id == ids.end()) continue;
          std::int64_t before = 0;
          for (const Grouping& grouping : groupings) {
            counts.add(before + grouping.group_of_row[row], id->second);
            before += grouping.groups;
          }
        }
      },
      [&] { return counts.is_full(); }, [&] { counts.exchange(comm); });
  return counts;
}

// The cells of groups [first, first + counts.groups).
void fill_rows(TermCounts& counts, std::int64_t first, const std::vector<GroupCounts::Cell>& cells) {
  const auto terms = static_cast<std::int64_t>(counts.terms.size());
  const auto before = [](const GroupCounts::Cell& cell, std::int64_t at) { return cell.at < at; };
  const auto begin = std::lower_bound(cells.begin(), cells.end(), first * terms, before);
  const auto end = std::lower_bound(begin, cells.end(), (first + counts.groups) * terms, before);
  counts.row_starts.assign(static_cast<std::size_t>(counts.groups) + 1, 0);
  counts.columns.reserve(static_cast<std::size_t>(end - begin));  // the largest table of rank 0: no room beside it
  counts.counts.reserve(static_cast<std::size_t>(end - begin));
  for (auto cell = begin; cell != end; ++cell) {
    ++counts.row_starts[static_cast<std::size_t>(cell->at / terms - first) + 1];
    counts.columns.push_back(static_cast<std::int32_t>(cell->at % terms));
    counts.counts.push_back(cell->count);
  }
  for (std::size_t g = 1; g < counts.row_starts.size(); ++g) counts.row_starts[g] += counts.row_starts[g - 1];
}

// Rank 0's terms on all ranks. Terms hold no line breaks.
std::vector<std::string> broadcast_terms(const Communicator& comm, const std::vector<std::string>& terms) {
  std::string text;
  if (comm.is_root())
    for (const std::string& term : terms) text += term + '\n';
  comm.broadcast(text);
  std::vector<std::string> all;
  for (std::size_t first = 0, end = 0; first < text.size(); first = end + 1) {
    end = text.find('\n', first);
    all.push_back(text.substr(first, end - first));
  }
  return all;
}

void check(Range rows, std::span<const Grouping> groupings, const CountOptions& options) {
  require(!groupings.empty(), "counting terms needs a grouping");
  for (const auto& [group_of_row, groups] : groupings) {
    require(static_cast<std::int64_t>(group_of_row.size()) == rows.size(),
            "counting terms needs one group per document");
    for (std::size_t row = 0; row < group_of_row.size(); ++row) {
      require(group_of_row[row] < groups, "a document's group is beyond the number of groups");
      require((group_of_row[row] < 0) == (groupings[0].group_of_row[row] < 0), "groupings leave out other documents");
    }
  }
  require(options.min_documents >= 1 && options.min_documents <= kLargestMinimum,
          "the minimum document frequency is out of range");
  require(options.max_ngram >= 1 && options.max_ngram <= 3, "terms have one to three words");
}

}  // namespace

std::int64_t scaled_minimum(std::int64_t min_documents, std::int64_t documents) {
  return std::min(min_documents, std::max<std::int64_t>(2, (documents + 999) / 1000));
}

TermCounts count_terms(Context& context, Range rows, std::span<const std::int32_t> groups,
                       std::int64_t number_of_groups, const ReadTexts& read, const CountOptions& options) {
  const Grouping grouping{groups, number_of_groups};
  return std::move(count_terms(context, rows, std::span(&grouping, 1), read, options)[0]);
}

std::vector<TermCounts> count_terms(Context& context, Range rows, std::span<const Grouping> groupings,
                                    const ReadTexts& read, const CountOptions& options) {
  check(rows, groupings, options);
  const Communicator& comm = context.comm;
  const std::span<const std::int32_t> first = groupings[0].group_of_row;
  const std::int64_t documents =
      comm.sum(std::count_if(first.begin(), first.end(), [](std::int32_t g) { return g >= 0; }));
  const std::int64_t minimum = scaled_minimum(options.min_documents, documents);
  Corpus corpus(context, rows, groupings[0], read, options, "counting words, three readings", 3);

  Vocabulary vocabulary;
  {
    const FrequencyFilter filter = filter_of(comm, corpus, filter_counters(options, documents), minimum);
    vocabulary = vocabulary_of(comm, corpus, filter, minimum, options);
  }
  const auto cells = group_counts(comm, corpus, vocabulary.terms, groupings, options.buffer_bytes).gathered(comm);
  std::vector<TermCounts> all;
  std::int64_t before = 0;
  for (const Grouping& grouping : groupings) {
    TermCounts& counts = all.emplace_back();
    counts.groups = grouping.groups;
    counts.documents = documents;
    if (!comm.is_root()) continue;
    counts.terms = vocabulary.terms;
    counts.document_frequency = vocabulary.document_frequency;
    fill_rows(counts, before, cells);
    before += grouping.groups;
  }
  return all;
}

GroupsOfRank count_given_terms(Context& context, Range rows, std::span<const std::int32_t> groups,
                               std::int64_t number_of_groups, const ReadTexts& read, const CountOptions& options,
                               const std::vector<std::string>& terms) {
  const Grouping grouping{groups, number_of_groups};
  check(rows, std::span(&grouping, 1), options);
  const Communicator& comm = context.comm;
  GroupsOfRank mine;
  mine.groups = even_part(number_of_groups, comm.size(), comm.rank());
  mine.counts.groups = mine.groups.size();
  mine.counts.terms = broadcast_terms(comm, terms);
  Corpus corpus(context, rows, grouping, read, options, "counting words of groups", 1);
  const auto cells = group_counts(comm, corpus, mine.counts.terms, std::span(&grouping, 1), options.buffer_bytes)
                         .take_whole_groups(comm);
  fill_rows(mine.counts, mine.groups.first, cells);
  return mine;
}

}  // namespace thema
