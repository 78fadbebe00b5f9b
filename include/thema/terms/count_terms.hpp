// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/partition.hpp"
#include "thema/terms/corpus.hpp"
#include "thema/terms/stop_words.hpp"

namespace thema {

struct CountOptions {
  std::int64_t max_ngram = 2;           ///< words of the longest term, 1 to 3
  std::int64_t min_documents = 10;      ///< before scaling, 1 to kLargestMinimum; see scaled_minimum()
  std::int64_t max_terms = 200'000;     ///< terms that are kept, those in most documents first
  std::vector<std::string> stop_words;  ///< besides the built-in ones
  GeneralWords general_words = GeneralWords::in_pairs;
  std::int64_t filter_counters = 0;      ///< counters of the frequency filter per rank; 0: chosen by corpus size
  std::int64_t buffer_bytes = 64 << 20;  ///< what a rank collects before the ranks exchange their counts, about
};

/// Highest document frequency that can be asked for; the filter counts up to it in 16 bits.
inline constexpr std::int64_t kLargestMinimum = 60'000;

/// How often terms stand in each group of documents. Complete on rank 0, empty elsewhere.
struct TermCounts {
  std::int64_t groups = 0;
  std::int64_t documents = 0;                    ///< that were counted, over all ranks
  std::vector<std::string> terms;                ///< [V], sorted by bytes
  std::vector<std::int64_t> document_frequency;  ///< [V]
  // counts as compressed sparse rows [groups, V], columns ascending
  std::vector<std::int64_t> row_starts;  ///< [groups+1]
  std::vector<std::int32_t> columns;     ///< [nnz]
  std::vector<std::int64_t> counts;      ///< [nnz], occurrences
};

/// One way to sort the documents of this rank into groups.
struct Grouping {
  std::span<const std::int32_t> group_of_row;  ///< in [0, groups), or negative for a document that is left out
  std::int64_t groups = 0;
};

/// Documents a term must be in: min_documents, and for a corpus of N documents not more than max(2, N/1000 rounded
/// up), so that 3,000 papers ask for 3.
std::int64_t scaled_minimum(std::int64_t min_documents, std::int64_t documents);

/// Counts the terms (see term_finder.hpp) of this rank's papers, whose groups are `groups` (one per row of the corpus,
/// in [0, number_of_groups), or negative for a document that is left out). Collective. The counts are exact and do not
/// depend on the number of ranks; of terms in equally many documents those with the lower hash are kept.
///
/// The documents are gone through three times: once for a table of counters that tells which terms cannot be in enough
/// documents, once for the exact document frequencies of the others, once to count the terms that are kept. So beside
/// the corpus no rank holds more than its share of the vocabulary, the counters (128 MiB at most, 256 MiB with
/// triples), the kept terms and a buffer.
TermCounts count_terms(Context& context, Corpus& corpus, std::span<const std::int32_t> groups,
                       std::int64_t number_of_groups, const CountOptions& options);

/// The same for several groupings of the documents at once, which must leave out the same ones: the terms are those of
/// all documents, which are gone through as often as for one. One result per grouping.
std::vector<TermCounts> count_terms(Context& context, Corpus& corpus, std::span<const Grouping> groupings,
                                    const CountOptions& options);

/// Counts of whole groups that one rank has; ranks have contiguous groups of nearly equal number.
struct GroupsOfRank {
  Range groups;       ///< this rank's
  TermCounts counts;  ///< of these; `documents` and `document_frequency` are not counted
};

/// Counts the given terms (those of a TermCounts, sorted; rank 0's count) in other groups of the documents, as
/// count_terms() does, but in one pass, and leaves each group's counts on one rank: there may be many groups. Of the
/// options max_ngram, stop_words, general_words and buffer_bytes matter. Collective.
GroupsOfRank count_given_terms(Context& context, Corpus& corpus, std::span<const std::int32_t> groups,
                               std::int64_t number_of_groups, const CountOptions& options,
                               const std::vector<std::string>& terms);

}  // namespace thema
