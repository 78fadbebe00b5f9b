// SPDX-License-Identifier: Apache-2.0
#include "thema/label/judge_topics.hpp"

#include <algorithm>
#include <array>

#include "thema/core/region.hpp"
#include "thema/data/agreement.hpp"
#include "thema/label/categories.hpp"
#include "thema/label/coherence.hpp"
#include "thema/label/ctfidf.hpp"
#include "thema/label/diversity.hpp"
#include "thema/label/keywords.hpp"
#include "thema/terms/cooccurrence.hpp"

namespace thema {

namespace {

WordGroups keywords_of_all(const TermCounts& counts, const LabelOptions& options) {
  const std::int64_t per_topic = std::min(options.keywords, kJudgedWords);
  WordGroups all{counts.groups, per_topic,
                 std::vector<std::string>(static_cast<std::size_t>(counts.groups * per_topic))};
  const std::vector<float> weights = ctfidf_weights(counts, ctfidf_options(options));
  for (std::int64_t t = 0; t < counts.groups; ++t) {
    auto at = all.words.begin() + t * per_topic;
    for (Keyword& keyword : keywords_of(counts, weights, t, per_topic)) *at++ = std::move(keyword.term);
  }
  return all;
}

}  // namespace

std::vector<Judgement> judge_topics(Context& context, store::DocumentSource& documents, Range rows,
                                    std::span<const Grouping> assignments, const LabelOptions& options) {
  const Region region(context.timings, "cluster: judge topics");
  const Communicator& comm = context.comm;
  std::vector<Judgement> judgements(assignments.size());
  if (assignments.empty()) return judgements;
  const std::span<const std::int32_t> counted = assignments[0].group_of_row;  // all leave out the same papers
  Corpus corpus(
      rows, [&](Range slice) { return documents.read_texts(slice); }, counted);
  const std::vector<TermCounts> counts = count_terms(context, corpus, assignments, count_options(options));
  std::vector<WordGroups> wordings(assignments.size());
  for (std::size_t a = 0; a < assignments.size(); ++a) {
    if (comm.is_root()) wordings[a] = keywords_of_all(counts[a], options);
    broadcast(comm, wordings[a]);
    judgements[a].diversity = topic_diversity(wordings[a]);
  }
  constexpr std::array lengths{kNpmiWindow};
  const auto together = count_cooccurrence(context, corpus, assignments[0].group_of_row, wordings, lengths);
  const std::vector<CategoryCounts> categories = count_categories(
      context, rows, assignments, [&](Range slice) { return documents.read_column("categories", slice); });
  for (std::size_t a = 0; a < assignments.size(); ++a) {
    judgements[a].npmi = mean_of_known(npmi(together[a][0]));
    if (comm.is_root()) judgements[a].v_measure = agreement(categories[a].counts, assignments[a].groups).v_measure;
  }
  comm.broadcast(std::span(judgements));  // the logarithms of one machine for all
  return judgements;
}

}  // namespace thema
