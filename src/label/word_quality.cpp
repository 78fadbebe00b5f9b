// SPDX-License-Identifier: Apache-2.0
#include "thema/label/word_quality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "thema/core/region.hpp"
#include "thema/label/coherence.hpp"
#include "thema/label/diversity.hpp"
#include "thema/terms/cooccurrence.hpp"

namespace thema {

namespace {

WordGroups first_keywords(const Topics& topics) {
  WordGroups first{topics.k, std::min(topics.keywords_per_topic, kJudgedWords), {}};
  for (std::size_t i = 0; i < topics.keywords.size(); ++i)
    if (static_cast<std::int64_t>(i) % topics.keywords_per_topic < first.words_per_group)
      first.words.push_back(topics.keywords[i]);
  return first;
}

// Topics of no word or one have no pairs to measure.
std::string shown(double value, int digits) {
  return std::isnan(value) ? "unknown" : fmt::format("{:.{}f}", value, digits);
}

}  // namespace

void add_word_quality(Context& context, Corpus& corpus, std::span<const std::int32_t> topics_of_rows, Topics& topics) {
  const Region region(context.timings, "label: quality of keywords");
  std::array<WordGroups, 1> wordings;
  if (context.comm.is_root()) wordings[0] = first_keywords(topics);
  broadcast(context.comm, wordings[0]);
  constexpr std::array lengths{kWholeDocument, kNpmiWindow, kCvWindow};
  const auto counted = count_cooccurrence(context, corpus, topics_of_rows, wordings, lengths);
  if (!context.comm.is_root()) return;
  const Cooccurrence &documents = counted[0][0], &near = counted[0][1], &wide = counted[0][2];
  topics.u_mass = u_mass(documents);
  topics.npmi = npmi(near);
  topics.c_uci = c_uci(near);
  topics.c_v = c_v(wide);
  topics.mean_u_mass = mean_of_known(topics.u_mass);
  topics.mean_npmi = mean_of_known(topics.npmi);
  topics.mean_c_uci = mean_of_known(topics.c_uci);
  topics.mean_c_v = mean_of_known(topics.c_v);
  topics.diversity = topic_diversity(wordings[0]);
  topics.inverted_rbo = inverted_rbo(wordings[0]);
  context.log.line("label: keywords: mean NPMI {}, mean C_v {}, {} % of them distinct", shown(topics.mean_npmi, 3),
                   shown(topics.mean_c_v, 3), shown(100 * topics.diversity, 0));
}

}  // namespace thema
