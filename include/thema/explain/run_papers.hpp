// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/data/clustering.hpp"
#include "thema/data/store.hpp"
#include "thema/data/topics.hpp"
#include "thema/explain/topic_contrast.hpp"
#include "thema/finished/run_topics.hpp"

namespace thema::explanation {

/// One paper with its place among the topics.
struct ClusteredPaper {
  std::int64_t row = 0;
  std::string id, title, abstract;
  std::int32_t own = 0, second = -1;            ///< topics; -1: there is no second
  float similarity = 0, second_similarity = 0;  ///< as clusters.h5 has them
  std::vector<float> embedding;                 ///< [d], as embeddings.h5 has it
};

/// The papers and topics of a run directory. A stage that is missing is an Error of kind `data` that names the command
/// to run; topics.h5 may be missing.
class RunPapers {
 public:
  /// Collective; the rest is not.
  RunPapers(const Communicator& comm, const std::filesystem::path& run);

  std::int64_t total() const { return documents_.total(); }
  /// Centroids, sizes and the space; no rows.
  const Clustering& topics() const { return topics_.clustering; }
  /// Labels, keywords and representatives; k is 0 where the run has no topics.h5.
  const Topics& labels() const { return topics_.names; }
  /// "dark matter", or "topic 3" without topics.h5.
  std::string label(std::int32_t topic) const { return topics_.label(topic); }

  /// An Error of kind `data` when clusters.h5 was not made of the embeddings.h5 beside it.
  ClusteredPaper read(std::int64_t row);
  /// What decides between the paper's topic and its runner-up.
  TopicContrast contrast(const ClusteredPaper& paper) const {
    return {topics(), paper.own, paper.second, paper.embedding};
  }
  std::string id(std::int64_t row);
  std::string title(std::int64_t row);
  /// Topics of consecutive papers.
  std::vector<std::int32_t> assignments(Range rows);

  /// Row of the paper with this id. An Error of kind `usage` that names the ids nearest to it when there is none.
  std::int64_t find(const std::string& id);

 private:
  std::filesystem::path run_;
  finished::RunTopics topics_;
  store::DocumentSource documents_;
  StageReader clusters_;
};

}  // namespace thema::explanation
