// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/count_terms.hpp"

#include <tsl/robin_map.h>

#include <algorithm>
#include <string_view>

#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/terms/frequency_filter.hpp"
#include "thema/terms/group_counts.hpp"
#include "thema/terms/hashes.hpp"
#include "thema/terms/term_finder.hpp"
#include "thema/terms/vocabulary.hpp"

namespace thema {

namespace {

// The terms of some papers, and which of the papers are counted.
struct TermSlice {
  const TermFinder& terms;
  std::span<const std::int32_t> group_of_row;
  std::size_t first;  // row of the first paper, row 0 being this rank's first

  // visit(row, numbers of its terms) for each paper that is counted.
  template <class Visit> void for_each_paper(const Visit& visit) const {
    for (std::size_t row = first; row < first + static_cast<std::size_t>(terms.papers()); ++row)
      if (group_of_row[row] >= 0) visit(row, terms.of(static_cast<std::int64_t>(row - first)));
  }
};

// The terms of this rank's papers, slice by slice.
class TermPasses {
 public:
  TermPasses(Context& context, Corpus& corpus, const Grouping& grouping, const CountOptions& options, const char* what,
             std::int64_t passes)
      : comm_(context.comm),
        corpus_(corpus),
        group_of_row_(grouping.group_of_row),
        finder_(options.max_ngram, options.stop_words, options.general_words),
        progress_(context.log, what, "documents", passes * corpus.rows().size()) {}

  // Calls visit(slice) for all papers. Between slices, when is_full(), and at the end, all ranks together call
  // exchange(); the rank with most to do decides how often. A rank that was asked to stop reads no further, and all
  // leave together.
  template <class Visit, class IsFull, class Exchange>
  void visit_in_rounds(const Visit& visit, const IsFull& is_full, const Exchange& exchange) {
    CorpusPass pass(corpus_);
    do {
      while (!pass.done() && !is_full() && !stop_requested()) visit_slice(pass.next(), visit);
      leave_if_stopped(comm_);
      exchange();
    } while (comm_.any(!pass.done()));
  }

  template <class Visit> void visit_all(const Visit& visit) {
    CorpusPass pass(corpus_);
    while (!pass.done() && !stop_requested()) visit_slice(pass.next(), visit);
    leave_if_stopped(comm_);
  }

 private:
  template <class Visit> void visit_slice(const PaperWords& words, const Visit& visit) {
    finder_.read(words);
    visit(TermSlice{finder_, group_of_row_, static_cast<std::size_t>(words.first_row() - corpus_.rows().first)});
    progress_.advance(words.papers());
  }

  const Communicator& comm_;
  Corpus& corpus_;
  std::span<const std::int32_t> group_of_row_;
  TermFinder finder_;
  Progress progress_;
};

// How many of the slice's papers hold each of its terms.
std::vector<std::int64_t> papers_with_terms(const TermSlice& slice) {
  const auto terms = static_cast<std::size_t>(slice.terms.distinct());
  std::vector<std::int64_t> papers(terms, 0), last(terms, -1);
  slice.for_each_paper([&](std::size_t row, std::span<const std::int32_t> numbers) {
    for (const std::int32_t number : numbers) {
      const auto at = static_cast<std::size_t>(number);
      papers[at] += last[at] != static_cast<std::int64_t>(row);
      last[at] = static_cast<std::int64_t>(row);
    }
  });
  return papers;
}

// 32 counters per document hold the rare pairs of abstracts with few shared slots; at most 2^26, that is 128 MiB.
// Triples are about as many again.
std::int64_t filter_counters(const CountOptions& options, std::int64_t documents) {
  if (options.filter_counters > 0) return options.filter_counters;
  const std::int64_t kinds = options.max_ngram > 2 ? 2 : 1;
  return kinds * std::clamp<std::int64_t>(documents * 32, 1 << 16, 1 << 26);
}

FrequencyFilter filter_of(const Communicator& comm, TermPasses& passes, std::int64_t counters, std::int64_t minimum) {
  FrequencyFilter filter(counters);
  passes.visit_all([&](const TermSlice& slice) {
    const std::vector<std::int64_t> papers = papers_with_terms(slice);
    for (std::size_t t = 0; t < papers.size(); ++t)
      if (papers[t] > 0) filter.add(term_hash(slice.terms.term(static_cast<std::int64_t>(t))), papers[t]);
  });
  filter.decide(comm, minimum);
  return filter;
}

Vocabulary vocabulary_of(const Communicator& comm, TermPasses& passes, const FrequencyFilter& filter,
                         std::int64_t minimum, const CountOptions& options) {
  DocumentFrequencies frequencies(options.buffer_bytes);
  passes.visit_in_rounds(
      [&](const TermSlice& slice) {
        const std::vector<std::int64_t> papers = papers_with_terms(slice);
        for (std::size_t t = 0; t < papers.size(); ++t) {
          const std::string term = slice.terms.term(static_cast<std::int64_t>(t));
          if (papers[t] > 0 && filter.may_reach_minimum(term_hash(term))) frequencies.add(term, papers[t]);
        }
      },
      [&] { return frequencies.is_full(); }, [&] { frequencies.exchange(comm); });
  return frequencies.select(comm, minimum, options.max_terms);
}

// Counts of all groupings: the groups of one follow those of the one before.
GroupCounts group_counts(const Communicator& comm, TermPasses& passes, const std::vector<std::string>& kept,
                         std::span<const Grouping> groupings, std::int64_t buffer_bytes) {
  tsl::robin_map<std::string_view, std::int64_t, TextHash, std::equal_to<>> ids;
  for (std::size_t i = 0; i < kept.size(); ++i) ids[kept[i]] = static_cast<std::int64_t>(i);
  std::int64_t groups = 0;
  for (const Grouping& grouping : groupings) groups += grouping.groups;
  GroupCounts counts(groups, static_cast<std::int64_t>(kept.size()), buffer_bytes);
  std::vector<std::int64_t> id_of;  // of the slice's terms, -1 for one that is not kept
  passes.visit_in_rounds(
      [&](const TermSlice& slice) {
        id_of.clear();
        for (std::int64_t t = 0; t < slice.terms.distinct(); ++t) {
          const auto id = ids.find(slice.terms.term(t));
          id_of.push_back(id == ids.end() ? -1 : id->second);
        }
        slice.for_each_paper([&](std::size_t row, std::span<const std::int32_t> numbers) {
          for (const std::int32_t number : numbers) {
            const std::int64_t id = id_of[static_cast<std::size_t>(number)];
            if (id < 0) continue;
            std::int64_t before = 0;
            for (const Grouping& grouping : groupings) {
              counts.add(before + grouping.group_of_row[row], id);
              before += grouping.groups;
            }
          }
        });
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

TermCounts count_terms(Context& context, Corpus& corpus, std::span<const std::int32_t> groups,
                       std::int64_t number_of_groups, const CountOptions& options) {
  const Grouping grouping{groups, number_of_groups};
  return std::move(count_terms(context, corpus, std::span(&grouping, 1), options)[0]);
}

std::vector<TermCounts> count_terms(Context& context, Corpus& corpus, std::span<const Grouping> groupings,
                                    const CountOptions& options) {
  check(corpus.rows(), groupings, options);
  const Communicator& comm = context.comm;
  const std::span<const std::int32_t> first = groupings[0].group_of_row;
  const std::int64_t documents =
      comm.sum(std::count_if(first.begin(), first.end(), [](std::int32_t g) { return g >= 0; }));
  const std::int64_t minimum = scaled_minimum(options.min_documents, documents);
  TermPasses passes(context, corpus, groupings[0], options, "counting words, three passes", 3);

  Vocabulary vocabulary;
  {
    const FrequencyFilter filter = filter_of(comm, passes, filter_counters(options, documents), minimum);
    vocabulary = vocabulary_of(comm, passes, filter, minimum, options);
  }
  const auto cells = group_counts(comm, passes, vocabulary.terms, groupings, options.buffer_bytes).gathered(comm);
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

GroupsOfRank count_given_terms(Context& context, Corpus& corpus, std::span<const std::int32_t> groups,
                               std::int64_t number_of_groups, const CountOptions& options,
                               const std::vector<std::string>& terms) {
  const Grouping grouping{groups, number_of_groups};
  check(corpus.rows(), std::span(&grouping, 1), options);
  const Communicator& comm = context.comm;
  GroupsOfRank mine;
  mine.groups = even_part(number_of_groups, comm.size(), comm.rank());
  mine.counts.groups = mine.groups.size();
  mine.counts.terms = broadcast_terms(comm, terms);
  TermPasses passes(context, corpus, grouping, options, "counting words of groups", 1);
  const auto cells = group_counts(comm, passes, mine.counts.terms, std::span(&grouping, 1), options.buffer_bytes)
                         .take_whole_groups(comm);
  fill_rows(mine.counts, mine.groups.first, cells);
  return mine;
}

}  // namespace thema
