// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "thema/terms/count_terms.hpp"

namespace thema {

struct Keyword {
  std::string term;
  float weight = 0;  ///< highest c-TF-IDF among the forms the keyword stands for
};

/// The terms that describe a topic, best first, at most `count`, without saying a thing twice:
/// - Terms that are the same but for plural endings and hyphens are one keyword ("black hole", "black holes",
///   "low-energy" and "low energy"); it is shown in the form of the highest weight, its occurrences are added up.
/// - A term that in this topic mostly (at least half of its occurrences) stands in one longer term is a piece of it:
///   "monte" goes, and "monte carlo" has the higher of the two weights.
/// - Going down by weight (then by bytes), a term is left out when each of its words is in a keyword above it.
/// `weights` are those of ctfidf_weights(). Only the best 100 + 20 * count terms are looked at.
std::vector<Keyword> keywords_of(const TermCounts& counts, std::span<const float> weights, std::int64_t topic,
                                 std::int64_t count);

}  // namespace thema
