// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>

#include "thema/assign/assign_papers.hpp"
#include "thema/data/stage_file.hpp"
#include "thema/encode/encode.hpp"
#include "thema/finished/run_topics.hpp"
#include "thema/ingest/ingest.hpp"

namespace thema::assignment {

/// What is to be done to put new papers into a run's topics.
struct Plan {
  std::filesystem::path run;     ///< DIR
  std::filesystem::path folder;  ///< DIR/assign
  std::filesystem::path work;    ///< DIR/assign/NAME.work
  IngestOptions ingest;          ///< of the run, with the new papers as input
  EncodeOptions encode;          ///< of the run
  std::string model;             ///< name of the encoder
  double far_out = 0;            ///< AssignOptions::far_out
  StageRecord documents, embeddings, result;
};

/// The request's name, or the one that follows from its first input: "papers" of "data/papers.jsonl.zst". Letters,
/// digits, '.', '-' and '_', of which '.' is not the first; another one is an Error of kind `usage`.
std::string name_of_request(const AssignRequest& request);

/// Reads the run's options and finds its encoder; the new files are read once for their checksums. Errors are those of
/// find_run_encoder() and identify_input(). `topics`: of the run. Collective.
Plan make_plan(Context& context, const AssignRequest& request, const AssignOptions& options,
               const finished::RunTopics& topics, const StageReader* map);

}  // namespace thema::assignment
