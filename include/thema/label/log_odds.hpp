// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "thema/terms/count_terms.hpp"

namespace thema {

/// How surely a term is used more in a topic than in all others together: the z score of the log odds ratio under an
/// informative Dirichlet prior (Monroe, Colaresi and Quinn, "Fightin' Words", Political Analysis 16, 2008, eq. 22),
///   z = delta / sqrt(variance),
///   delta = log((y + a) / (n + a0 - y - a)) - log((x + a) / (m + a0 - x - a)),
///   variance = 1 / (y + a) + 1 / (n + a0 - y - a) + 1 / (x + a) + 1 / (m + a0 - x - a).
/// y and x are the term's occurrences in the topic and in the others, n and m those of all terms. The prior spreads a0
/// occurrences over the terms as all topics together do; a0 is the mean number of term occurrences per topic, so that
/// it weighs as much as one topic: a = f / k for a term of f occurrences in k topics.
/// One score per count of `counts`, computed in double; 0 where an odds ratio is not defined (a single term).
/// Where c-TF-IDF asks for a large share of the topic, this asks for evidence that the share is larger than elsewhere.
std::vector<float> log_odds_scores(const TermCounts& counts);

}  // namespace thema
