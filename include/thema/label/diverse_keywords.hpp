// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/core/partition.hpp"
#include "thema/label/keywords.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

/// What keywords are chosen from, on rank 0: the best of each topic's concepts.
using ConceptsOfTopics = std::vector<std::vector<Concept>>;

/// Papers of a topic that hold one and another of its concepts.
class ConceptPairs {
 public:
  /// Zero counts for `sizes[t]` concepts in topic t.
  explicit ConceptPairs(std::vector<std::int64_t> sizes);
  /// One paper of `topic` that holds these concepts, ascending, each once.
  void add_paper(std::int64_t topic, const std::vector<std::int64_t>& concepts);
  /// Collective: adds up over the ranks.
  void sum(const Communicator& comm) { comm.sum(std::span(papers_)); }
  /// Papers that hold both; with a == b, papers that hold it.
  std::int64_t papers(std::int64_t topic, std::int64_t a, std::int64_t b) const;
  /// Cosine of the concepts' papers as sets: both / sqrt(one * other), 0 for one in no paper.
  double cosine(std::int64_t topic, std::int64_t a, std::int64_t b) const;

 private:
  std::size_t place(std::int64_t topic, std::int64_t a, std::int64_t b) const;
  std::vector<std::size_t> starts_;   // [k+1], of a topic's lower triangle
  std::vector<std::int64_t> papers_;  // the triangles, diagonal included
};

/// Counts the pairs in one more pass over this rank's papers, with the terms that count_terms() finds under the same
/// `how`. Collective; `concepts` matters on rank 0 alone. A paper holds a concept when it holds one of its forms.
ConceptPairs count_pairs(Context& context, Corpus& corpus, std::span<const std::int32_t> topics_of_rows,
                         const ConceptsOfTopics& concepts, const CountOptions& how);

/// The concepts that diverse keywords of a topic are chosen from: keywords asked for and this many more.
inline constexpr std::int64_t kMoreConcepts = 90;

/// At most `count` of a topic's concepts by maximal marginal relevance, in the order they are chosen (the first is the
/// one of the highest weight), none of which only repeats words of those before. Relevance is the weight divided by
/// the largest magnitude in the topic, similarity the cosine of the papers that hold the concepts. (The cosine of
/// weights over topics would not do: terms that stand in one topic alone would all be alike.)
std::vector<Keyword> diverse_keywords(const std::vector<Concept>& concepts, const ConceptPairs& pairs,
                                      std::int64_t topic, std::int64_t count, double diversity);

}  // namespace thema
