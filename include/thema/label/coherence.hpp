// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/terms/cooccurrence.hpp"

namespace thema {

// How well the keywords of a topic go together, by the texts themselves: the measures of Röder, Both and Hinneburg,
// "Exploring the Space of Topic Coherence Measures" (WSDM 2015), with the conventions of gensim 4 (CoherenceModel):
// 1e-12 is added to the probability of a pair, and a word that no document holds does not count. One value per group of
// words, in natural logarithms; NaN where no pair (for c_v: no word) is left.
//
// p(i) is the share of the windows that hold word i, p(i, j) of those that hold both.

inline constexpr std::int64_t kJudgedWords = 10;  ///< keywords of a topic that are looked at, the first ones
inline constexpr std::int64_t kNpmiWindow = 10;   ///< tokens of a window of npmi() and c_uci()
inline constexpr std::int64_t kCvWindow = 110;    ///< tokens of a window of c_v()

/// Mean over pairs of log(p(i, j) / (p(i) p(j))) / -log p(i, j), from -1 (never together) to 1 (always); of windows of
/// kNpmiWindow tokens.
std::vector<double> npmi(const Cooccurrence& windows);

/// Mean over pairs of log(p(i, j) / (p(i) p(j))); of windows of kNpmiWindow tokens.
std::vector<double> c_uci(const Cooccurrence& windows);

/// Mean over pairs of log(p(i, j) / p(j)), j standing before i in the group; of whole documents. At most 0, about.
std::vector<double> u_mass(const Cooccurrence& documents);

/// Mean over words of the cosine between the word's NPMI with all words of the group, itself included, and the sum of
/// these vectors over the group; of windows of kCvWindow tokens. From 0 to 1, about.
std::vector<double> c_v(const Cooccurrence& windows);

/// Mean of the values that are not NaN; NaN when none is left.
double mean_of_known(std::span<const double> values);

}  // namespace thema
