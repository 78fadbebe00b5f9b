// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "thema/core/context.hpp"
#include "thema/core/partition.hpp"
#include "thema/data/topics.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

/// How good the keywords of `topics` are: fills npmi, c_v, u_mass, c_uci, their means, diversity and inverted_rbo on
/// rank 0, from the first min(10, keywords_per_topic) keywords of each topic and all papers of all ranks. `topics` is
/// complete on rank 0. Collective; one pass over the corpus.
void add_word_quality(Context& context, Corpus& corpus, std::span<const std::int32_t> topics_of_rows, Topics& topics);

}  // namespace thema
