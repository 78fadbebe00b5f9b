// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "thema/terms/count_terms.hpp"

namespace thema {

struct Keyword {
  std::string term;
  float weight = 0;  ///< highest weight among the forms the keyword stands for
};

/// Terms that differ only by plural endings and hyphens ("black hole", "black holes"), which one keyword stands for.
struct Concept {
  std::vector<std::string> words;  ///< in the singular
  std::string term;                ///< the form of the highest weight, which is shown
  float weight = 0;                ///< highest weight among the forms
  std::int64_t occurrences = 0;    ///< of all forms, in the topic
  std::vector<std::string> forms;  ///< the terms themselves, best first
  bool is_piece = false;
};

/// Concepts among the topic's best 100 + 20 * count terms, best first (by weight, then by bytes), without pieces: a
/// concept that in this topic mostly (at least half of its occurrences) stands in one longer one is a piece of it.
/// "monte" goes, and "monte carlo" has the higher of the two weights. `weights` has one entry per count of `counts`.
std::vector<Concept> concepts_of(const TermCounts& counts, std::span<const float> weights, std::int64_t topic,
                                 std::int64_t count);

/// The words that keywords have said so far.
class SaidWords {
 public:
  /// Whether each of the words was said.
  bool holds_all(const std::vector<std::string>& words) const;
  void add(const std::vector<std::string>& words) { said_.insert(words.begin(), words.end()); }

 private:
  std::set<std::string> said_;
};

/// The terms that describe a topic, best first, at most `count`, without saying a thing twice:
/// - Terms that are the same but for plural endings and hyphens are one keyword ("black hole", "black holes",
///   "low-energy" and "low energy"); it is shown in the form of the highest weight, its occurrences are added up.
/// - Pieces of longer keywords are left out; see concepts_of().
/// - Going down by weight (then by bytes), a term is left out when each of its words is in a keyword above it.
/// `weights` are those of ctfidf_weights() or log_odds_scores().
std::vector<Keyword> keywords_of(const TermCounts& counts, std::span<const float> weights, std::int64_t topic,
                                 std::int64_t count);

}  // namespace thema
