// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/partition.hpp"
#include "thema/terms/count_terms.hpp"
#include "thema/terms/word_groups.hpp"

namespace thema {

/// In how many windows words of a group stand together.
struct Cooccurrence {
  std::int64_t groups = 0, words_per_group = 0;
  std::int64_t windows = 0;          ///< there are in all documents
  std::vector<std::int64_t> counts;  ///< [groups, w, w], w = words_per_group: windows that hold both; symmetric

  /// Windows with words i and j of `group`; with word i where both are the same.
  std::int64_t of(std::int64_t group, std::int64_t i, std::int64_t j) const {
    return counts[static_cast<std::size_t>((group * words_per_group + i) * words_per_group + j)];
  }
};

/// As a length of windows: the document is one.
inline constexpr std::int64_t kWholeDocument = std::numeric_limits<std::int64_t>::max();

/// Counts, over this and all other ranks' documents, in how many windows of each of the `lengths` the words of
/// each group stand. Documents are sequences of tokens (see keyword_tokens.hpp; keywords are those of the same
/// WordGroups, the same on all ranks), windows are the runs of `length` tokens, one beginning at each token, and a
/// document that is not longer, be it empty, is one window. `topics_of_rows` has one entry per row of the corpus,
/// negative for a document that is left out.
///
/// Windows are counted as gensim 4 does (topic_coherence/text_analysis.py), so that figures can be compared with
/// published ones: a word that stands twice in a window is taken for gone when the window moves past the first, until
/// it enters again. Where a word does not recur within `length` tokens that is the number of windows that hold it.
///
/// The result is [i][l] for wordings[i] and lengths[l], the same on all ranks and for any number of them. Collective.
/// Goes through the documents once; time grows with their tokens, not with tokens x length.
std::vector<std::vector<Cooccurrence>> count_cooccurrence(Context& context, Corpus& corpus,
                                                          std::span<const std::int32_t> topics_of_rows,
                                                          std::span<const WordGroups> wordings,
                                                          std::span<const std::int64_t> lengths);

}  // namespace thema
