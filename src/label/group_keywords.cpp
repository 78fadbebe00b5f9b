// SPDX-License-Identifier: Apache-2.0
#include "thema/label/group_keywords.hpp"

#include <algorithm>

#include "thema/label/ctfidf.hpp"
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
                                 std::int64_t per_group) {
  const std::vector<float> weights = ctfidf_weights(mine, rarity);
  std::vector<Found> found;
  for (std::int64_t group = 0; group < mine.groups; ++group) {
    std::int64_t place = (first_group + group) * per_group;
    for (const Keyword& keyword : keywords_of(mine, weights, group, per_group)) {
      const auto term = std::lower_bound(mine.terms.begin(), mine.terms.end(), keyword.term);
      found.push_back({place++, static_cast<std::int32_t>(term - mine.terms.begin()), keyword.weight});
    }
  }
  return found;
}

}  // namespace

GroupKeywords keywords_of_groups(Context& context, Range rows, std::span<const std::int32_t> groups,
                                 std::int64_t number_of_groups, const ReadTexts& read, const CountOptions& options,
                                 const TermCounts& topics, std::int64_t per_group) {
  const Communicator& comm = context.comm;
  std::vector<double> rarity = comm.is_root() ? term_rarity(topics) : std::vector<double>();
  comm.broadcast(rarity);
  const GroupsOfRank mine = count_given_terms(context, rows, groups, number_of_groups, read, options, topics.terms);
  const auto all = comm.gather(keywords_here(mine.counts, mine.groups.first, rarity, per_group));
  GroupKeywords keywords;
  if (!comm.is_root()) return keywords;
  keywords.terms.resize(static_cast<std::size_t>(number_of_groups * per_group));
  keywords.weights.resize(keywords.terms.size());
  for (const Found& found : all) {
    keywords.terms[static_cast<std::size_t>(found.place)] = topics.terms[static_cast<std::size_t>(found.term)];
    keywords.weights[static_cast<std::size_t>(found.place)] = found.weight;
  }
  return keywords;
}

}  // namespace thema
