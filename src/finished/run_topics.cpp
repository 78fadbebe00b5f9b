// SPDX-License-Identifier: Apache-2.0
#include "thema/finished/run_topics.hpp"

#include <map>
#include <sstream>

#include "thema/core/error.hpp"
#include "thema/data/store.hpp"
#include "thema/finished/edited_topics.hpp"

namespace thema::finished {

namespace fs = std::filesystem;

namespace {

const std::string& command_of(const std::string& stage) {
  static const std::map<std::string, std::string> commands{{"documents", "ingest"},
                                                           {"embeddings", "encode"},
                                                           {"clusters", "cluster"},
                                                           {"topics", "label"},
                                                           {"map", "project"}};
  return commands.at(stage);
}

// What the stage file says of its input of that name; "" where it has none.
std::string line_of_input(const StageReader& stage, const std::string& name) {
  std::istringstream inputs(stage.text_attribute("inputs").value_or(""));
  for (std::string line; std::getline(inputs, line);)
    if (line.starts_with(name + " = ")) return line;
  return {};
}

}  // namespace

void require_stages(const fs::path& run, std::initializer_list<const char*> stages) {
  if (!fs::is_directory(run)) fail_data(run.string() + " is not a run directory");
  for (const char* stage : stages)
    if (!fs::exists(stage_path(run, stage)))
      fail_data(stage_path(run, stage).string() + " is missing: run 'thema " + command_of(stage) + " --run " +
                run.string() + "' first");
}

std::string input_line(const StageReader& stage) {
  return stage.path().stem().string() + " = " + fingerprint_checksum(stage.fingerprint());
}

bool is_made_of(const StageReader& stage, const StageReader& input) {
  return line_of_input(stage, input.path().stem().string()) == input_line(input);
}

void require_made_of(const fs::path& run, const StageReader& stage, const StageReader& input) {
  if (is_made_of(stage, input)) return;
  const std::string file = stage.path().lexically_relative(run).string(), name = stage.path().stem().string();
  const std::string begin = run.string() + ": " + file + " was not made of the " + input.path().filename().string() +
                            " beside it; run 'thema ";
  if (file != name + ".h5") fail_data(begin + "edit --run " + run.string() + " --undo' first");
  fail_data(begin + command_of(name) + " --run " + run.string() + " --overwrite' first");
}

std::string RunTopics::label(std::int64_t topic) const {
  return names.k == 0 ? "topic " + std::to_string(topic) : names.label[static_cast<std::size_t>(topic)];
}

RunTopics read_run_topics(const Communicator& comm, const fs::path& run) {
  const std::int64_t edits = current_topics(comm, run);
  const fs::path folder = edit_folder(run, edits);
  RunTopics topics{edits, folder, store::read_clustering(folder, {0, 0}), {}};
  if (fs::exists(stage_path(folder, "topics"))) topics.names = store::read_topics(folder);
  if (topics.names.k != 0 && topics.names.k != topics.clustering.k)
    fail_data(folder.string() + ": topics.h5 names " + std::to_string(topics.names.k) + " topics, clusters.h5 has " +
              std::to_string(topics.clustering.k));
  if (topics.names.k != 0) require_made_of(run, StageReader(folder, "topics"), StageReader(folder, "clusters"));
  return topics;
}

void require_topics_of_documents(const fs::path& run, const RunTopics& topics) {
  // Edits are of the run's own clusters.h5, which current_topics() has seen to.
  const StageReader documents(run, "documents"), clusters(run, "clusters");
  if (fs::exists(stage_path(run, "embeddings"))) {
    const StageReader embeddings(run, "embeddings");
    require_made_of(run, embeddings, documents);
    require_made_of(run, clusters, embeddings);
  }
  if (!line_of_input(clusters, "documents").empty()) require_made_of(run, clusters, documents);  // K was chosen
  if (topics.names.k != 0) require_made_of(run, StageReader(topics.folder, "topics"), documents);
  if (topics.clustering.total_rows != store::DocumentSource(run).total())
    fail_data(run.string() + ": documents.h5 and clusters.h5 have different numbers of papers");
}

RunTopics read_topics_of_whole_run(const Communicator& comm, const fs::path& run) {
  require_stages(run, {"documents", "embeddings", "clusters"});
  RunTopics topics = read_run_topics(comm, run);
  require_topics_of_documents(run, topics);
  return topics;
}

}  // namespace thema::finished
