// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "thema/data/clustering.hpp"

namespace thema::clusters {

/// Names of the rules by which K can be chosen, as options.criterion has them.
std::vector<std::string> criteria();

/// From this adjusted Rand index on, recovery is called moderate, below it poor (Steinley, "Properties of the
/// Hubert-Arabie Adjusted Rand Index", Psychological Methods 9, 2004).
inline constexpr double kLeastStability = 0.65;
/// Share of the best silhouette of any K; a convention of this program.
inline constexpr double kLeastSilhouette = 0.8;

/// Mean of the stabilities that are known.
double stability(const SelectionRow& row);
/// NPMI x diversity (Dieng, Ruiz and Blei, "Topic Modeling in Embedding Spaces", TACL 8, 2020, section 6).
double topic_quality(const SelectionRow& row);

/// Where in `tried`, of ascending K, the criterion is best; nothing when it is not defined for any K. Ties and
/// undefined figures go to the smaller K.
/// - Highest silhouette, calinski_harabasz, stability, npmi, topic_quality, v_measure; lowest davies_bouldin.
/// - gap: the smallest K with gap(K) >= gap(K') - s(K'), K' being the next larger one (Tibshirani, Walther and Hastie,
///   J. R. Statist. Soc. B 63, 2001, section 3); the largest K where this holds for none. K without a gap are left out.
/// - consensus: lowest mean of the ranks by silhouette, stability and topic quality, of those that are best inside what
///   was tried: one that is best at the smallest or the largest K where it is known asks for fewer or for more topics
///   and does not say how many. Equal figures share the mean of their ranks; an unknown one is behind all others. Where
///   none is best inside: the largest K without empty topics whose stability is at least kLeastStability and whose
///   silhouette at least kLeastSilhouette of the best one, so as many topics as can be relied on; the smallest K where
///   there is none. Nothing when none of the three is known.
std::optional<std::size_t> best_row(const std::vector<SelectionRow>& tried, const std::string& criterion);

/// The rule in words; for consensus as it came out here: who had a vote, what is not known.
std::string rule_in_words(const std::vector<SelectionRow>& tried, const std::string& criterion);

/// Where the inertia over log K lies farthest below the chord from the first K to the last, both scaled to [0, 1]
/// (Satopää et al., "Finding a 'Kneedle' in a Haystack", ICDCS Workshops 2011, without smoothing); ties go to the
/// smaller K. Nothing with fewer than three K, and where the curve is nowhere below the chord. It says nothing about
/// how many topics there are (Schubert, "Stop using the elbow criterion for k-means", SIGKDD Explorations 25, 2023).
std::optional<std::size_t> elbow(const std::vector<SelectionRow>& tried);

}  // namespace thema::clusters
