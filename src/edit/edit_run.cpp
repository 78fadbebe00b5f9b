// SPDX-License-Identifier: Apache-2.0
#include "thema/edit/edit_run.hpp"

#include <fmt/format.h>

#include <optional>

#include "thema/cluster/clustering_of.hpp"
#include "thema/cluster/topic_space.hpp"
#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/core/folder_lock.hpp"
#include "thema/core/unicode.hpp"
#include "thema/data/store.hpp"
#include "thema/edit/apply_edits.hpp"
#include "thema/finished/edited_topics.hpp"
#include "thema/finished/run_options.hpp"
#include "thema/finished/run_topics.hpp"
#include "thema/label/label.hpp"

namespace thema {

namespace {

using namespace editing;
namespace fs = std::filesystem;

constexpr int kRevision = 5;  // to be raised with every change after which the same edits give other bits

/// A file of edits and the state that it is to be applied to.
struct Task {
  fs::path run;
  fs::path before, folder;  ///< of the states before and afterwards
  std::int64_t number = 0;  ///< of the state afterwards
  std::string text, origin;
};

/// The options that clusters.h5 and topics.h5 of the run were made with, and their lines in a fingerprint.
struct RunOptions {
  ClusterOptions cluster;
  LabelOptions label;
  std::string cluster_text, label_text;
  std::vector<std::string> cluster_lines, label_lines;
};

RunOptions options_of(const fs::path& folder) {
  const StageReader clusters(folder, "clusters"), topics(folder, "topics");
  RunOptions options;
  options.cluster_text = finished::options_text(clusters);
  options.label_text = finished::options_text(topics);
  std::int64_t ignored = 0;
  options.cluster_lines =
      finished::read_options(clusters.path(), options.cluster_text, "cluster", options.cluster, options.cluster.seed);
  options.label_lines = finished::read_options(topics.path(), options.label_text, "label", options.label, ignored);
  return options;
}

StageRecord record_of(const Task& task, const std::string& stage, const std::string& options,
                      const std::vector<std::string>& option_lines, const std::vector<std::string>& inputs) {
  StageRecord record{stage, options, {}, inputs};
  record.fingerprint = {"stage = " + stage,
                        fmt::format("schema = {}", kSchemaVersion),
                        fmt::format("edit.revision = {}", kRevision),
                        fmt::format("edit.number = {}", task.number),
                        finished::edits_line(task.text),
                        "unicode = " + unicode::library_version()};
  for (const auto& lines : {option_lines, inputs})
    record.fingerprint.insert(record.fingerprint.end(), lines.begin(), lines.end());
  return record;
}

// The labels that edits gave to topics of state `number`.
Labels given_labels(const fs::path& run, std::int64_t number) {
  Labels labels;
  for (std::int64_t n = 1; n <= number; ++n) {
    const fs::path file = finished::edits_file(run, n);
    const std::int64_t topics = StageReader(finished::edit_folder(run, n - 1), "clusters").rows("sizes");
    labels = make_plan(parse_edits(read_text_file(file), file.string()), topics, labels).labels;
  }
  return labels;
}

// clusters.h5 of the state afterwards, without being written. Collective.
Clustering edited_clustering(Context& context, const Task& task, const Plan& plan, const ClusterOptions& options) {
  const std::int64_t total = store::embeddings_shape(task.run).total_rows;
  const Range mine = even_part(total, context.comm.size(), context.comm.rank());
  const Clustering before = store::read_clustering(task.before, mine);
  Embeddings embeddings = store::read_embeddings(task.run, mine);
  clusters::to_topic_space(context, before.space, embeddings);
  const clusters::Rows rows{embeddings.values, embeddings.width, embeddings.first_row, embeddings.total_rows};
  EditedTopics edited = apply_edits(context, rows, plan, before.assignment, before.centroids, options);

  clusters::Solution solution;
  solution.objective = clusters::objective_of(context.comm, rows, edited.centroids, edited.assignment);
  solution.centroids = std::move(edited.centroids);
  solution.labels = std::move(edited.assignment);
  KmeansCheckpoint nothing_kept;
  Clustering result = clusters::clustering_of(context, rows, std::move(solution), options, nothing_kept);
  result.space = before.space;
  result.selection_metric = fmt::format("edited: edits/{:03}.toml", task.number);
  return result;
}

// Topics of the state afterwards, written into its folder. Collective.
void make_state(Context& context, const Task& task, const Plan& plan, RunOptions options) {
  const auto line = [](const fs::path& folder, const char* stage) {
    return finished::input_line(StageReader(folder, stage));
  };
  const Clustering clustering = edited_clustering(context, task, plan, options.cluster);
  store::save(context, task.folder,
              record_of(task, "clusters", options.cluster_text, options.cluster_lines,
                        {line(task.before, "clusters"), line(task.run, "embeddings")}),
              clustering);
  options.label.given = plan.labels;
  store::DocumentSource documents(task.run);
  const auto embeddings = [&](const std::vector<std::int64_t>& wanted) {
    return clusters::read_topic_rows(task.run, clustering.space, wanted);
  };
  const Topics topics = label(context, documents, clustering, options.label, embeddings);
  store::save(context, task.folder,
              record_of(task, "topics", options.label_text, options.label_lines,
                        {line(task.run, "documents"), line(task.run, "embeddings"), line(task.folder, "clusters")}),
              topics);
}

void remove_folder(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) fail_output("cannot remove " + folder.string() + ": " + error.message());
}

// On rank 0 alone a lock, while the object lives.
std::optional<FolderLock> lock_run(const Context& context, const fs::path& run) {
  if (!fs::is_directory(run)) fail_data(run.string() + " is not a run directory");
  std::optional<FolderLock> lock;
  if (context.comm.is_root()) lock.emplace(run);
  context.comm.barrier();
  return lock;
}

// A job that was killed between its last two steps left thema.h5 as it was before it.
void link_results(const Communicator& comm, const fs::path& run) {
  if (comm.is_root()) finished::link_results(run);
  comm.barrier();
}

bool was_applied_last(const Task& task) {
  return task.number > 1 && read_text_file(finished::edits_file(task.run, task.number - 1)) == task.text;
}

std::string text_of(const Communicator& comm, const fs::path& file) {
  std::string text;
  if (comm.is_root()) {
    if (!fs::is_regular_file(file)) fail_usage("no file of edits is named " + file.string());
    text = read_text_file(file);
  }
  comm.broadcast(text);
  return text;
}

}  // namespace

void edit_run(Context& context, const fs::path& run, const fs::path& edits_path) {
  const std::optional<FolderLock> lock = lock_run(context, run);
  finished::require_stages(run, {"topics"});
  const finished::RunTopics topics = finished::read_topics_of_whole_run(context.comm, run);
  Task task{run, topics.folder, {}, topics.edits + 1, text_of(context.comm, edits_path), edits_path.string()};
  task.folder = finished::edit_folder(run, task.number);
  const std::vector<Edit> edits = parse_edits(task.text, task.origin);
  link_results(context.comm, run);
  if (context.comm.any(context.comm.is_root() && was_applied_last(task))) {
    context.log.line("edit: {} is what was applied last, as number {}; with a comment in it, say, it is another file",
                     task.origin, task.number - 1);
    return;
  }
  const Plan plan = make_plan(edits, topics.clustering.k, given_labels(run, task.number - 1));
  check_splits(edits, topics.clustering.sizes);
  context.comm.barrier();  // all have seen the files before any of them changes
  if (context.comm.is_root()) {
    remove_folder(task.folder);
    create_folder(task.folder);
  }
  context.comm.barrier();
  make_state(context, task, plan, options_of(task.before));
  if (context.comm.is_root()) {
    write_text_file(finished::edits_file(run, task.number), task.text);
    finished::link_results(run);
  }
  context.comm.barrier();
  context.log.line("edit: {} topics became {}, in {}", topics.clustering.k, plan.topics, task.folder.string());
}

void undo_edit(Context& context, const fs::path& run) {
  const std::optional<FolderLock> lock = lock_run(context, run);
  const std::int64_t number = finished::last_edit(context.comm, run);
  link_results(context.comm, run);
  if (number == 0) fail_usage(run.string() + " has no edit to undo");
  context.comm.barrier();
  if (context.comm.is_root()) {
    fs::remove(finished::edits_file(run, number));  // from here on it is not there
    finished::link_results(run);
    remove_folder(finished::edit_folder(run, number));
  }
  context.comm.barrier();
  context.log.line("edit: number {} is undone", number);
}

EditHistory edit_history(const fs::path& run) {
  finished::require_stages(run, {"clusters", "topics"});
  finished::require_edits_that_fit(run);
  EditHistory history{run.string(), {}};
  for (std::int64_t number = 1; number <= finished::last_edit(run); ++number) {
    const fs::path file = finished::edits_file(run, number), before = finished::edit_folder(run, number - 1);
    AppliedEdits applied;
    applied.number = number;
    applied.edits = parse_edits(read_text_file(file), file.string());
    applied.labels_before = StageReader(before, "topics").read_texts("label");
    applied.topics_before = std::ssize(applied.labels_before);
    applied.topics_after = StageReader(finished::edit_folder(run, number), "clusters").rows("sizes");
    history.applied.push_back(std::move(applied));
  }
  return history;
}

}  // namespace thema
