// SPDX-License-Identifier: Apache-2.0
#include "thema/label/ctfidf.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "thema/core/unicode.hpp"

namespace thema {

namespace {

double rarity(Weighting weighting, double mean_per_topic, double everywhere) {
  if (weighting == Weighting::bm25) return std::log(1.0 + (mean_per_topic - everywhere + 0.5) / (everywhere + 0.5));
  return std::log(1.0 + mean_per_topic / everywhere);
}

// Place of a seed word among the terms, which are sorted by bytes; their number when it is none of them.
std::size_t place_of(const std::vector<std::string>& terms, const std::string& seed) {
  const std::string wanted = unicode::lower_cased(seed);
  const auto found = std::lower_bound(terms.begin(), terms.end(), wanted);
  const bool is_term = found != terms.end() && *found == wanted;
  return is_term ? static_cast<std::size_t>(found - terms.begin()) : terms.size();
}

}  // namespace

std::vector<double> term_rarity(const TermCounts& counts, const CtfidfOptions& options) {
  std::vector<std::int64_t> in_all_topics(counts.terms.size(), 0);
  for (std::size_t i = 0; i < counts.counts.size(); ++i)
    in_all_topics[static_cast<std::size_t>(counts.columns[i])] += counts.counts[i];
  const std::int64_t total = std::accumulate(counts.counts.begin(), counts.counts.end(), std::int64_t{0});
  const double mean_per_topic = static_cast<double>(total) / static_cast<double>(counts.groups);

  std::vector<double> values(counts.terms.size(), 0.0);
  for (std::size_t t = 0; t < values.size(); ++t)
    if (in_all_topics[t] > 0)
      values[t] = rarity(options.weighting, mean_per_topic, static_cast<double>(in_all_topics[t]));
  std::vector<std::size_t> seeds;
  for (const std::string& seed : options.seed_words) seeds.push_back(place_of(counts.terms, seed));
  std::sort(seeds.begin(), seeds.end());
  seeds.erase(std::unique(seeds.begin(), seeds.end()), seeds.end());
  for (const std::size_t seed : seeds)
    if (seed < values.size()) values[seed] += (options.seed_multiplier - 1) * std::abs(values[seed]);
  return values;
}

std::vector<float> ctfidf_weights(const TermCounts& counts, const CtfidfOptions& options) {
  return ctfidf_weights(counts, term_rarity(counts, options), options.frequent_words);
}

std::vector<float> ctfidf_weights(const TermCounts& groups, std::span<const double> rarity_of, FrequentWords words) {
  std::vector<float> weights(groups.counts.size());
  for (std::size_t group = 0; group < static_cast<std::size_t>(groups.groups); ++group) {
    const auto first = static_cast<std::size_t>(groups.row_starts[group]);
    const auto last = static_cast<std::size_t>(groups.row_starts[group + 1]);
    std::int64_t in_group = 0;
    for (std::size_t i = first; i < last; ++i) in_group += groups.counts[i];
    for (std::size_t i = first; i < last; ++i) {
      double frequency = static_cast<double>(groups.counts[i]) / static_cast<double>(in_group);
      if (words == FrequentWords::reduce) frequency = std::sqrt(frequency);
      weights[i] = static_cast<float>(frequency * rarity_of[static_cast<std::size_t>(groups.columns[i])]);
    }
  }
  return weights;
}

std::vector<std::string> seed_words_without_effect(const TermCounts& counts, const CtfidfOptions& options) {
  std::vector<std::string> unknown;
  for (const std::string& seed : options.seed_words)
    if (place_of(counts.terms, seed) == counts.terms.size()) unknown.push_back(seed);
  return unknown;
}

}  // namespace thema
