// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "thema/label/ctfidf.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

/// Keywords of each group, complete on rank 0, empty elsewhere.
struct GroupKeywords {
  std::vector<std::string> terms;  ///< [groups, per_group], best first, "" when there are fewer
  std::vector<float> weights;      ///< [groups, per_group], c-TF-IDF
};

struct GroupKeywordOptions {
  CountOptions words;       ///< how terms are found, as for the topics
  CtfidfOptions weighting;  ///< how they are weighted, as for the topics
  std::int64_t per_group = 5;
};

/// Keywords of finer groups than those of `topics` (whose terms and counts are complete on rank 0): topics by year,
/// say. Weights use the rarity that terms have among the topics. Collective; one pass over the corpus. What a rank
/// holds beside it: the terms, a buffer, and the counts of its share of the groups, which are at most the distinct
/// (group, term) pairs of the corpus / ranks; only the keywords go to rank 0. `groups` as in count_terms().
GroupKeywords keywords_of_groups(Context& context, Corpus& corpus, std::span<const std::int32_t> groups,
                                 std::int64_t number_of_groups, const TermCounts& topics,
                                 const GroupKeywordOptions& options);

}  // namespace thema
