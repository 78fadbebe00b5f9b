// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/partition.hpp"
#include "thema/label/keywords.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

/// Terms of each topic, best first.
struct TermTable {
  std::vector<std::string> texts;  ///< [k, per topic], "" where there are fewer
  std::vector<float> weights;      ///< [k, per topic], 0 there
};

/// The keywords of every topic by `weights`; see keywords_of().
TermTable keyword_table(const TermCounts& counts, std::span<const float> weights, std::int64_t per_topic);

/// The distinctive terms of every topic: as keyword_table() by log_odds_scores(), without those whose score is not
/// above 0. Weights are the scores.
TermTable distinctive_table(const TermCounts& counts, std::int64_t per_topic);

/// This rank's papers with their topics, and how their terms are found.
struct CountedTexts {
  Corpus& corpus;
  std::span<const std::int32_t> topics_of_rows;
  CountOptions how;
};

/// The keywords of every topic by maximal marginal relevance; see diverse_keywords(). Collective, one pass over the
/// corpus; `counts` and `weights` matter on rank 0 alone, where the result is complete; empty elsewhere.
TermTable diverse_keyword_table(Context& context, const CountedTexts& texts, const TermCounts& counts,
                                std::span<const float> weights, std::int64_t per_topic, double diversity);

}  // namespace thema
