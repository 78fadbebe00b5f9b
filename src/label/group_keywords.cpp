// SPDX-License-Identifier: Apache-2.0
#include "thema/label/group_keywords.hpp"

#include <algorithm>

#include "thema/label/keywords.hpp"

namespace thema {

namespace {

// A keyword on its way to rank 0.
struct Found {
  std::int64_t place;  // in [groups, per_group]
  std::int32_t term;
  float weight;
};

std::vector<Found> keywords_here(const TermCounts& mine, std::int64_t first_group, std::span<const double> rarity,
                                 const GroupKeywordOptions& options) {
  const std::vector<float> weights = ctfidf_weights(mine, rarity, options.weighting.frequent_words);
  std::vector<Found> found;
  for (std::int64_t group = 0; group < mine.groups; ++group) {
    std::int64_t place = (first_group + group) * options.per_group;
    for (const Keyword& keyword : keywords_of(mine, weights, group, options.per_group)) {
      const auto term = std::lower_bound(mine.terms.begin(), mine.terms.end(), keyword.term);
      found.push_back({place++, static_cast<std::int32_t>(term - mine.terms.begin()), keyword.weight});
    }
  }
  return found;
}

}  // namespace

GroupKeywords keywords_of_groups(Context& context, Corpus& corpus, std::span<const std::int32_t> groups,
                                 std::int64_t number_of_groups, const TermCounts& topics,
                                 const GroupKeywordOptions& options) {
  const Communicator& comm = context.comm;
  std::vector<double> rarity;
  if (comm.is_root()) rarity = term_rarity(topics, options.weighting);
  comm.broadcast(rarity);
  const GroupsOfRank mine = count_given_terms(context, corpus, groups, number_of_groups, options.words, topics.terms);
  const auto all = comm.gather(keywords_here(mine.counts, mine.groups.first, rarity, options));
  GroupKeywords keywords;
  if (!comm.is_root()) return keywords;
  keywords.terms.resize(static_cast<std::size_t>(number_of_groups * options.per_group));
  keywords.weights.resize(keywords.terms.size());
  for (const Found& found : all) {
    keywords.terms[static_cast<std::size_t>(found.place)] = topics.terms[static_cast<std::size_t>(found.term)];
    keywords.weights[static_cast<std::size_t>(found.place)] = found.weight;
  }
  return keywords;
}

}  // namespace thema
