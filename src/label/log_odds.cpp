// SPDX-License-Identifier: Apache-2.0
#include "thema/label/log_odds.hpp"

#include <cmath>
#include <numeric>

namespace thema {

namespace {

// A term's occurrences and those of all other terms, the prior included.
struct Odds {
  double term, others;
  bool are_defined() const { return term > 0 && others > 0; }
  double logarithm() const { return std::log(term / others); }
  double variance() const { return 1 / term + 1 / others; }
};

double z_score(const Odds& topic, const Odds& rest) {
  if (!topic.are_defined() || !rest.are_defined()) return 0;
  return (topic.logarithm() - rest.logarithm()) / std::sqrt(topic.variance() + rest.variance());
}

}  // namespace

std::vector<float> log_odds_scores(const TermCounts& counts) {
  std::vector<std::int64_t> in_all_topics(counts.terms.size(), 0);
  for (std::size_t i = 0; i < counts.counts.size(); ++i)
    in_all_topics[static_cast<std::size_t>(counts.columns[i])] += counts.counts[i];
  const std::int64_t all = std::accumulate(counts.counts.begin(), counts.counts.end(), std::int64_t{0});
  const auto topics = static_cast<double>(counts.groups);

  std::vector<float> scores(counts.counts.size());
  for (std::size_t topic = 0; topic < static_cast<std::size_t>(counts.groups); ++topic) {
    const auto first = static_cast<std::size_t>(counts.row_starts[topic]);
    const auto last = static_cast<std::size_t>(counts.row_starts[topic + 1]);
    std::int64_t in_topic = 0;
    for (std::size_t i = first; i < last; ++i) in_topic += counts.counts[i];
    for (std::size_t i = first; i < last; ++i) {
      const std::int64_t everywhere = in_all_topics[static_cast<std::size_t>(counts.columns[i])];
      const std::int64_t elsewhere = everywhere - counts.counts[i];
      // Whole numbers are subtracted before the prior is added: in one topic alone both odds are then the same bits.
      const double prior = static_cast<double>(everywhere) / topics;
      const double prior_of_others = static_cast<double>(all - everywhere) / topics;
      const Odds here{static_cast<double>(counts.counts[i]) + prior,
                      static_cast<double>(in_topic - counts.counts[i]) + prior_of_others};
      const Odds there{static_cast<double>(elsewhere) + prior,
                       static_cast<double>(all - in_topic - elsewhere) + prior_of_others};
      scores[i] = static_cast<float>(z_score(here, there));
    }
  }
  return scores;
}

}  // namespace thema
