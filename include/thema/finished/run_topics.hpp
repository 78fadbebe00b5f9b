// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "thema/core/communicator.hpp"
#include "thema/data/clustering.hpp"
#include "thema/data/stage_file.hpp"
#include "thema/data/topics.hpp"

namespace thema::finished {

/// A folder that is none, or without these stage files ("documents", "embeddings", "clusters"), is an Error of kind
/// `data` that names the command to run.
void require_stages(const std::filesystem::path& run, std::initializer_list<const char*> stages);

/// "clusters = 1a2b...": what the files that were made of this one say of it, among their inputs.
std::string input_line(const StageReader& stage);

/// Whether the stage file names the fingerprint of `input` among the files that it was made of.
bool is_made_of(const StageReader& stage, const StageReader& input);

/// Otherwise an Error of kind `data` that names the command to run; of a file in the folder of an edit, to undo it.
void require_made_of(const std::filesystem::path& run, const StageReader& stage, const StageReader& input);

/// The topics of a run as they are now: of the last edit where there are edits.
struct RunTopics {
  std::int64_t edits = 0;        ///< that they went through: current_topics()
  std::filesystem::path folder;  ///< of their clusters.h5 and topics.h5
  Clustering clustering;         ///< centroids, sizes and the space; no rows
  Topics names;                  ///< labels and keywords; k is 0 where the run has no topics.h5
  /// "dark matter", or "topic 3" without topics.h5.
  std::string label(std::int64_t topic) const;
};

/// The topics of a run whose clusters.h5 is there. An Error of kind `data` when topics.h5 was not made of it, or edits
/// not of the run. Collective.
RunTopics read_run_topics(const Communicator& comm, const std::filesystem::path& run);

/// An Error of kind `data` when the topics are not of the papers of documents.h5, as far as the files that are there
/// tell: embeddings.h5 and topics.h5 may be missing.
void require_topics_of_documents(const std::filesystem::path& run, const RunTopics& topics);

/// The same of a run whose documents.h5 and embeddings.h5 are used with them: an Error of kind `data` when a stage is
/// missing, or the three were not made of one another. Collective.
RunTopics read_topics_of_whole_run(const Communicator& comm, const std::filesystem::path& run);

}  // namespace thema::finished
