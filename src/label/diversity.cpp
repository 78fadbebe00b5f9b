// SPDX-License-Identifier: Apache-2.0
#include "thema/label/diversity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace thema {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

using Ranking = std::vector<std::int64_t>;  // numbers of words, the first word first

// Topics that have words.
std::vector<Ranking> rankings_of(const WordGroups& topics) {
  std::unordered_map<std::string_view, std::int64_t> numbers;
  std::vector<Ranking> rankings;
  for (std::int64_t t = 0; t < topics.groups; ++t) {
    Ranking ranking;
    for (std::int64_t i = 0; i < topics.words_per_group; ++i) {
      const std::string& word = topics.words[static_cast<std::size_t>(t * topics.words_per_group + i)];
      if (word.empty()) continue;
      ranking.push_back(numbers.try_emplace(word, static_cast<std::int64_t>(numbers.size())).first->second);
    }
    if (!ranking.empty()) rankings.push_back(std::move(ranking));
  }
  return rankings;
}

// Rank-biased overlap of two rankings, the first not longer than the second.
double overlap(const Ranking& shorter, const Ranking& longer) {
  constexpr double weight = 0.9;
  const std::size_t s = shorter.size(), l = longer.size();
  double common = 0, at_s = 0, at_l = 0, sum = 0, power = 1;
  for (std::size_t depth = 1; depth <= l; ++depth) {
    power *= weight;
    const auto d = static_cast<double>(depth), of_shorter = static_cast<double>(std::min(depth, s));
    const auto has = [](const Ranking& ranking, std::size_t first, std::int64_t word) {
      const auto end = ranking.begin() + static_cast<std::ptrdiff_t>(std::min(first, ranking.size()));
      return std::find(ranking.begin(), end, word) != end;
    };
    if (has(shorter, depth, longer[depth - 1])) ++common;
    if (depth <= s && has(longer, depth - 1, shorter[depth - 1])) ++common;
    const double agreement = 2 * common / (of_shorter + d);
    sum += power * agreement;
    if (depth == s) at_s = agreement * of_shorter;
    if (depth == l) at_l = agreement * of_shorter;
    if (depth > s) sum += power * at_s * (d - of_shorter) / of_shorter / d;
  }
  return (1 - weight) / weight * sum + power * ((at_l - at_s) / static_cast<double>(l) + at_s / static_cast<double>(s));
}

}  // namespace

double topic_diversity(const WordGroups& topics) {
  std::unordered_set<std::string_view> distinct;
  std::int64_t words = 0;
  for (const std::string& word : topics.words) {
    if (word.empty()) continue;
    distinct.insert(word);
    ++words;
  }
  return words == 0 ? kUnknown : static_cast<double>(distinct.size()) / static_cast<double>(words);
}

double inverted_rbo(const WordGroups& topics) {
  const std::vector<Ranking> rankings = rankings_of(topics);
  double sum = 0, pairs = 0;
  for (std::size_t a = 0; a < rankings.size(); ++a)
    for (std::size_t b = a + 1; b < rankings.size(); ++b) {
      const bool in_order = rankings[a].size() <= rankings[b].size();
      sum += in_order ? overlap(rankings[a], rankings[b]) : overlap(rankings[b], rankings[a]);
      ++pairs;
    }
  return pairs == 0 ? kUnknown : 1 - sum / pairs;
}

}  // namespace thema
