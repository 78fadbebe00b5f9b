// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/explain/attention_patterns.hpp"
#include "thema/explain/explain_paper.hpp"
#include "thema/explain/options.hpp"

namespace thema::explanation {

/// A word over the papers of a topic.
struct TopicWord {
  std::string word;     ///< as the encoder sees it
  double contrast = 0;  ///< sum of what it adds to the papers' margins, per paper of the topic
  double received = 0;  ///< attention that falls on it, per paper of the topic
  std::int64_t occurrences = 0;
  std::int64_t papers = 0;  ///< that hold it
};

/// Papers of the topic whose runner-up is the same.
struct RunnerUp {
  std::int32_t topic = 0;
  std::string label;
  std::int64_t papers = 0;
};

/// What holds a topic together.
struct TopicExplanation {
  std::int32_t topic = 0;
  std::string label, model;
  std::vector<std::string> differences;                  ///< ExplainedEncoder::differences()
  std::int64_t size = 0;                                 ///< papers of the topic
  std::int64_t papers = 0;                               ///< of them that were looked at
  std::vector<std::pair<std::string, double>> keywords;  ///< c-TF-IDF, best first; none without topics.h5
  std::vector<RunnerUp> runners_up;                      ///< most frequent first
  Pair cosines;                                          ///< means over the papers
  PartsOfText parts;                                     ///< means over the papers; they add up to `cosines`
  Pair stop_words;                       ///< what of parts.words is words that are never keywords: "the", "show"
  std::vector<TopicWord> for_topic;      ///< highest contrast first; no list has stop words
  std::vector<TopicWord> against_topic;  ///< lowest first
  std::vector<TopicWord> attended;       ///< most attention first
  std::vector<HeadPattern> heads;        ///< means over the papers
};

/// Explains a topic by the papers in it, all or a keyed sample of options.sample, shared out over the ranks. The
/// numbers are the same for any number of ranks. A topic that the run does not have is an Error of kind `usage`.
/// Complete on rank 0. Collective.
TopicExplanation explain_topic(Context& context, const std::filesystem::path& run, std::int64_t topic,
                               const ExplainOptions& options);

}  // namespace thema::explanation
