// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "thema/assign/drift.hpp"
#include "thema/assign/options.hpp"
#include "thema/core/context.hpp"

namespace thema {

struct AssignRequest {
  std::filesystem::path run;
  std::vector<std::string> input;  ///< JSON-lines files or globs, as IngestOptions::input
  std::string name;                ///< of the file that is written; "": that of the first input, without extensions
  enum class OtherFile { refuse, overwrite } on_difference = OtherFile::refuse;
  std::vector<std::string> revisions = {};  ///< lines that stand for the code of ingest and encode
};

struct AssignAnswer {
  assignment::DriftTitle title;
  assignment::Drift drift;
};

/// Puts new papers into the topics of a finished run: DIR/assign/NAME.h5. They are read and encoded with the run's own
/// options, but for those that chose its papers (first and last day, limit, sample); so a paper of the run gets the
/// topic and the similarity that it has there, bit for bit, on a machine of the run's kind. The work stands in
/// DIR/assign/NAME.work until it is done: a killed job goes on from there. The run's own files stay as they are. A file
/// that is complete is not made again. Errors of kind `usage`: the name, imported embeddings; of kind `data`: a stage
/// that is missing or of another run, another encoder; of kind `output`: a file of other papers with this name. Throws
/// Stopped. The answer is the same on all ranks. Collective.
AssignAnswer assign_papers(Context& context, const AssignRequest& request, const AssignOptions& options);

}  // namespace thema
