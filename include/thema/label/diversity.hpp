// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/terms/cooccurrence.hpp"

namespace thema {

/// Share of the topics' words that are distinct: 1 when no two topics have a word in common (Dieng, Ruiz and Blei,
/// "Topic Modeling in Embedding Spaces", TACL 2020; TopicDiversity of OCTIS). NaN without any word.
double topic_diversity(const WordGroups& topics);

/// 1 - mean over pairs of topics of the rank-biased overlap of their words (Webber, Moffat and Zobel, TOIS 28, 2010,
/// the extrapolated one of eq. 32 with weight 0.9, and agreement by eq. 28 for lists of unequal length; InvertedRBO of
/// OCTIS): like the diversity, but the first words weigh more. Topics without words are left out; NaN with fewer than
/// two others.
double inverted_rbo(const WordGroups& topics);

}  // namespace thema
