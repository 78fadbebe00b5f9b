// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/partition.hpp"
#include "thema/data/store.hpp"
#include "thema/label/label.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

/// What topics are worth, judged by their words and by the papers' categories.
struct Judgement {
  double npmi = 0;       ///< mean over the topics, see coherence.hpp
  double diversity = 0;  ///< see diversity.hpp
  double v_measure = 0;  ///< against the primary categories; NaN where no paper has one
};

/// Judges several clusterings of the same documents, for example of different numbers of topics: describes each by
/// keywords as label() does without `diversity`, then compares. `assignments` have one topic per row of `rows`, -1 for
/// a document that is left out, which must be the same documents in all. One judgement each, the same on all ranks and
/// for any number of them; and the same whether a clustering is judged alone or with others. Collective. Four passes
/// over the texts and one over the categories, however many assignments there are.
std::vector<Judgement> judge_topics(Context& context, store::DocumentSource& documents, Range rows,
                                    std::span<const Grouping> assignments, const LabelOptions& options);

}  // namespace thema
