// SPDX-License-Identifier: Apache-2.0
#include "thema/label/ctfidf.hpp"

#include <cmath>
#include <numeric>

namespace thema {

std::vector<float> ctfidf_weights(const TermCounts& counts) {
  std::vector<std::int64_t> in_all_topics(counts.terms.size(), 0);
  for (std::size_t i = 0; i < counts.counts.size(); ++i)
    in_all_topics[static_cast<std::size_t>(counts.columns[i])] += counts.counts[i];
  const std::int64_t total = std::accumulate(counts.counts.begin(), counts.counts.end(), std::int64_t{0});
  const double mean_per_topic = static_cast<double>(total) / static_cast<double>(counts.groups);

  std::vector<float> weights(counts.counts.size());
  for (std::size_t topic = 0; topic < static_cast<std::size_t>(counts.groups); ++topic) {
    const auto first = static_cast<std::size_t>(counts.row_starts[topic]);
    const auto last = static_cast<std::size_t>(counts.row_starts[topic + 1]);
    std::int64_t in_topic = 0;
    for (std::size_t i = first; i < last; ++i) in_topic += counts.counts[i];
    for (std::size_t i = first; i < last; ++i) {
      const double frequency = static_cast<double>(counts.counts[i]) / static_cast<double>(in_topic);
      const auto everywhere = static_cast<double>(in_all_topics[static_cast<std::size_t>(counts.columns[i])]);
      weights[i] = static_cast<float>(frequency * std::log(1.0 + mean_per_topic / everywhere));
    }
  }
  return weights;
}

}  // namespace thema
