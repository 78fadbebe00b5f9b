// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <vector>

#include "thema/terms/count_terms.hpp"

namespace thema {

/// How rare a term must be over all topics to weigh much; A and f as in ctfidf_weights().
enum class Weighting {
  ctfidf,  ///< log(1 + A / f)
  bm25     ///< log(1 + (A - f + 0.5) / (f + 0.5)), below 0 for a term of more than A + 0.5 occurrences
};

/// What a term's share of its topic counts.
enum class FrequentWords {
  keep,   ///< the share
  reduce  ///< its square root, so that words which are everywhere in a topic stand out less
};

struct CtfidfOptions {
  Weighting weighting = Weighting::ctfidf;
  FrequentWords frequent_words = FrequentWords::keep;
  std::vector<std::string> seed_words;  ///< terms whose logarithm is multiplied; compared whole, in lower case
  double seed_multiplier = 2;           ///< a logarithm below 0, of bm25, changes by as much as its magnitude would
};

/// Class-based TF-IDF (Grootendorst, "BERTopic", arXiv:2203.05794, section 3.3): for term t in topic c
///   W(t, c) = tf(t, c) / sum_t tf(t, c) * log(1 + A / f(t)),
/// f(t) occurrences of t in all topics, A mean number of term occurrences per topic. Both sums run over the kept
/// terms, words and longer ones alike, after the limits of count_terms(); A is not rounded (BERTopic cuts it to a whole
/// number). The options are those of BERTopic's ClassTfidfTransformer. One weight per count of `counts`, computed in
/// double.
std::vector<float> ctfidf_weights(const TermCounts& counts, const CtfidfOptions& options = {});

/// The seed words that are not among the terms, as they were given.
std::vector<std::string> seed_words_without_effect(const TermCounts& counts, const CtfidfOptions& options);

/// The logarithm of each term, seed words multiplied: [V].
std::vector<double> term_rarity(const TermCounts& counts, const CtfidfOptions& options);

/// Weights of other groups of the same terms (periods, groups of topics), with the `rarity` that the terms have among
/// the topics: so they compare with the topics' own.
std::vector<float> ctfidf_weights(const TermCounts& groups, std::span<const double> rarity, FrequentWords words);

}  // namespace thema
