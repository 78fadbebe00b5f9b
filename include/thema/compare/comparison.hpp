// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/data/agreement.hpp"

/// What two runs of the same papers have in common; the first is A, the second B.
namespace thema::comparison {

struct TopicOfRun {
  std::int64_t topic = 0;
  std::string label;
  std::int64_t papers = 0;  ///< in its run
  std::int64_t shared = 0;  ///< of them in both runs
};

/// A topic of A and its counterpart in B.
struct MatchedTopics {
  TopicOfRun a, b;
  std::int64_t common = 0;  ///< papers of both
  double overlap = 0;       ///< common / (shared papers of a or b), Jaccard's index
  double moved = 0;         ///< share of the shared papers of a that are not in b
};

/// Papers that are not where the counterpart of their topic is.
struct Move {
  TopicOfRun from, to;
  std::int64_t papers = 0;
  std::vector<std::string> examples;  ///< ids, the first ones in the order of A
};

struct Comparison {
  std::string run_a, run_b;
  std::int64_t topics_a = 0, topics_b = 0;
  std::int64_t shared = 0, only_a = 0, only_b = 0;  ///< papers
  Agreement agreement{};                            ///< of B's topics, as clusters, with A's, as classes
  std::vector<MatchedTopics> matched;               ///< by A's topic
  std::vector<TopicOfRun> vanished;                 ///< topics of A without a counterpart
  std::vector<TopicOfRun> appeared;                 ///< topics of B without one
  std::int64_t moved = 0;                           ///< shared papers that are not in the counterpart of their topic
  std::vector<Move> moves;                          ///< the largest, by papers, then topics
  std::vector<std::int64_t> table;                  ///< [topics_a, topics_b]: shared papers
};

/// For people, 100 columns wide where texts allow it.
std::string as_text(const Comparison& comparison);
/// One JSON object and a line end; `table` as [topic of A, topic of B, papers] where there are papers.
std::string as_json(const Comparison& comparison);

}  // namespace thema::comparison
