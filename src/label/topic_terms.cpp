// SPDX-License-Identifier: Apache-2.0
#include "thema/label/topic_terms.hpp"

#include <algorithm>

#include "thema/core/region.hpp"
#include "thema/label/diverse_keywords.hpp"
#include "thema/label/log_odds.hpp"

namespace thema {

namespace {

TermTable empty_table(std::int64_t topics, std::int64_t per_topic) {
  const auto places = static_cast<std::size_t>(topics * per_topic);
  return {std::vector<std::string>(places), std::vector<float>(places, 0.0f)};
}

void put(TermTable& table, std::int64_t topic, std::int64_t per_topic, std::vector<Keyword> keywords) {
  auto at = static_cast<std::size_t>(topic * per_topic);
  for (Keyword& keyword : keywords) {
    table.texts[at] = std::move(keyword.term);
    table.weights[at++] = keyword.weight;
  }
}

}  // namespace

TermTable keyword_table(const TermCounts& counts, std::span<const float> weights, std::int64_t per_topic) {
  TermTable table = empty_table(counts.groups, per_topic);
  for (std::int64_t t = 0; t < counts.groups; ++t) put(table, t, per_topic, keywords_of(counts, weights, t, per_topic));
  return table;
}

TermTable distinctive_table(const TermCounts& counts, std::int64_t per_topic) {
  const std::vector<float> scores = log_odds_scores(counts);
  TermTable table = empty_table(counts.groups, per_topic);
  for (std::int64_t t = 0; t < counts.groups; ++t) {
    std::vector<Keyword> terms = keywords_of(counts, scores, t, per_topic);
    std::erase_if(terms, [](const Keyword& term) { return term.weight <= 0; });
    put(table, t, per_topic, std::move(terms));
  }
  return table;
}

TermTable diverse_keyword_table(Context& context, const CountedTexts& texts, const TermCounts& counts,
                                std::span<const float> weights, std::int64_t per_topic, double diversity) {
  const Region region(context.timings, "label: count pairs of keywords");
  ConceptsOfTopics concepts;
  for (std::int64_t t = 0; context.comm.is_root() && t < counts.groups; ++t) {
    concepts.push_back(concepts_of(counts, weights, t, per_topic));
    concepts.back().resize(std::min(concepts.back().size(), static_cast<std::size_t>(per_topic + kMoreConcepts)));
  }
  const ConceptPairs pairs = count_pairs(context, texts.corpus, texts.topics_of_rows, concepts, texts.how);
  if (!context.comm.is_root()) return {};
  TermTable table = empty_table(counts.groups, per_topic);
  for (std::int64_t t = 0; t < counts.groups; ++t)
    put(table, t, per_topic, diverse_keywords(concepts[static_cast<std::size_t>(t)], pairs, t, per_topic, diversity));
  return table;
}

}  // namespace thema
