// SPDX-License-Identifier: Apache-2.0
// The flow: five stages, each a function of what the files before it hold. Read this first.
#include "thema/pipeline.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "thema/core/checksum.hpp"
#include "thema/core/interrupt.hpp"

namespace thema {

namespace fs = std::filesystem;

namespace {

/// What a stage reports for the table at the end.
struct StageResult {
  Finished finished = Finished::yes;
  std::int64_t count = 0;
  std::string unit;
};

struct StageRun {
  Context& context;
  const Job& job;
  const PipelineOptions& options;
  StageRecord record;
};

Range my_rows(const Context& context, std::int64_t total) {
  return even_part(total, context.comm.size(), context.comm.rank());
}

StageResult run_ingest(StageRun& stage) {
  const IngestReport report = ingest(stage.context, stage.job.run, stage.record, stage.options.ingest);
  return {Finished::yes, report.lines, "lines"};
}

StageResult run_encode(StageRun& stage) {
  store::DocumentSource documents(stage.job.run);
  const Finished finished = encode(stage.context, documents, stage.job.run, stage.record, stage.options.encode);
  return {finished, documents.total(), "papers"};
}

StageResult run_cluster(StageRun& stage) {
  const std::int64_t total = store::embeddings_shape(stage.job.run).total_rows;
  Embeddings embeddings = store::read_embeddings(stage.job.run, my_rows(stage.context, total));
  const Clustering clustering = cluster(stage.context, embeddings, stage.options.cluster);
  store::save(stage.context, stage.job.run, stage.record, clustering);
  return {Finished::yes, total, "papers"};
}

StageResult run_label(StageRun& stage) {
  store::DocumentSource documents(stage.job.run);
  const Range rows = my_rows(stage.context, documents.total());
  const Clustering clustering = store::read_clustering(stage.job.run, rows);
  const Topics topics = label(stage.context, documents, clustering, stage.options.label);
  store::save(stage.context, stage.job.run, stage.record, topics);
  return {Finished::yes, documents.total(), "papers"};
}

StageResult run_project(StageRun& stage) {
  const std::int64_t total = store::embeddings_shape(stage.job.run).total_rows;
  const Embeddings embeddings = store::read_embeddings(stage.job.run, my_rows(stage.context, total));
  const TopicMap map = project(stage.context, embeddings, stage.options.project);
  store::save(stage.context, stage.job.run, stage.record, map);
  return {Finished::yes, static_cast<std::int64_t>(map.rows.size()), "papers"};
}

struct StageEntry {
  Stage stage;
  const char* name;
  const char* file;
  std::vector<Stage> reads;
  StageResult (*run)(StageRun&);
};

const StageEntry& entry_of(Stage stage) {
  static const std::vector<StageEntry> entries{
      {Stage::ingest, "ingest", "documents", {}, run_ingest},
      {Stage::encode, "encode", "embeddings", {Stage::ingest}, run_encode},
      {Stage::cluster, "cluster", "clusters", {Stage::encode}, run_cluster},
      {Stage::label, "label", "topics", {Stage::ingest, Stage::cluster}, run_label},
      {Stage::project, "project", "map", {Stage::encode}, run_project},
  };
  return *std::find_if(entries.begin(), entries.end(), [&](const StageEntry& e) { return e.stage == stage; });
}

/// Lines by which a stage's result depends on more than its options and files.
std::vector<std::string> identity_lines(Context& context, Stage stage, const PipelineOptions& options) {
  switch (stage) {
    case Stage::ingest: return identify_input(context, options.ingest);
    case Stage::encode: return identify_encoder(context, options.encode);
    case Stage::cluster:
    case Stage::label: return {};
    case Stage::project: return {"instruction_set = " + instruction_set(), "libraries = " + compute_library_versions()};
  }
  return {};
}

enum class Action { compute, skip };

// Rank 0 looks at the file, all ranks act alike.
Action decide(Context& context, const Job& job, Stage stage, const StageRecord& record) {
  std::int64_t skip = 0;
  if (context.comm.is_root()) {
    const fs::path path = stage_path(job.run, record.stage);
    const auto stored = stored_fingerprint(path);
    const std::string wanted = record.fingerprint_text();
    const bool imported = stored && stage == Stage::encode && stored->rfind(kImportedEmbeddings, 0) == 0;
    skip = stored && (*stored == wanted || imported);
    if (stored && !skip && job.on_difference == OtherFingerprint::refuse)
      fail_output(path.string() + " was made with other options or inputs; --overwrite replaces it, another --run " +
                  "keeps it. What differs (- in the file, + asked for):\n" + fingerprint_difference(*stored, wanted));
  }
  return context.comm.max(skip) != 0 ? Action::skip : Action::compute;
}

/// A row of the table at the end of a run.
struct TableRow {
  std::string stage;
  double seconds = 0;
  std::string rate;
  std::int64_t peak_bytes = 0;
};

TableRow measure(Context& context, const std::string& name, const StageResult& result) {
  const double seconds = context.comm.max(context.timings.seconds(name));
  const double rate = seconds > 0 ? static_cast<double>(result.count) / seconds : 0;
  return {name, seconds, fmt::format("{:.0f} {}/s", rate, result.unit), context.comm.max(peak_memory_bytes())};
}

void print_table(const Context& context, const std::vector<TableRow>& rows) {
  context.log.line("{:<8} {:>9}  {:>18}  {:>16}", "stage", "seconds", "rate", "peak MiB a rank");
  for (const TableRow& row : rows)
    context.log.line("{:<8} {:>9.1f}  {:>18}  {:>16}", row.stage, row.seconds, row.rate,
                     row.peak_bytes == 0 ? "" : std::to_string(row.peak_bytes >> 20));
}

std::vector<std::string> all_stage_files() {
  std::vector<std::string> names;
  for (Stage stage : kAllStages) names.push_back(stage_file_name(stage));
  return names;
}

}  // namespace

std::string stage_name(Stage stage) { return entry_of(stage).name; }
std::string stage_file_name(Stage stage) { return entry_of(stage).file; }
const std::vector<Stage>& stage_reads(Stage stage) { return entry_of(stage).reads; }

std::string input_line(const fs::path& run, Stage stage) {
  const fs::path path = stage_path(run, stage_file_name(stage));
  const auto fingerprint = stored_fingerprint(path);
  if (!fingerprint)
    fail_data(path.string() + " is missing: run 'thema " + stage_name(stage) + " --run " + run.string() + "' first");
  return stage_file_name(stage) + " = " + hexadecimal(checksum(*fingerprint));
}

StageRecord make_record(const Context& context, Stage stage, const fs::path& run, const OptionTable& table,
                        const PipelineOptions& options, const std::vector<std::string>& more_lines) {
  StageRecord record;
  record.stage = stage_file_name(stage);
  record.options = "[run]\nseed = " + std::to_string(options.seed) + "\n\n" + table.table_as_toml(stage_name(stage));
  std::string inputs;
  if (context.comm.is_root())
    for (Stage read : entry_of(stage).reads) inputs += (inputs.empty() ? "" : "\n") + input_line(run, read);
  context.comm.broadcast(inputs);
  if (!inputs.empty()) record.inputs.push_back(inputs);

  auto& lines = record.fingerprint;
  lines = {"stage = " + record.stage, fmt::format("schema = {}", kSchemaVersion)};
  const bool draws = stage == Stage::cluster || stage == Stage::project ||
                     (stage == Stage::ingest && options.ingest.sample > 0);
  if (draws) lines.push_back(fmt::format("run.seed = {}", options.seed));
  // What encode does is told by its identity lines: the model's checksum and the options as they were resolved, so
  // that another path to the same weights, or "auto" spelt out, is the same.
  if (stage != Stage::encode) {
    const auto own = table.result_lines(stage_name(stage));
    lines.insert(lines.end(), own.begin(), own.end());
  }
  for (const auto& more : {record.inputs, more_lines}) lines.insert(lines.end(), more.begin(), more.end());
  return record;
}

ExitCode run_pipeline(Context& context, const Job& job, const OptionTable& table, const PipelineOptions& options) {
  std::optional<FolderLock> lock;
  if (context.comm.is_root()) {
    create_folder(job.run);
    lock.emplace(job.run);
  }
  context.comm.barrier();
  std::vector<TableRow> rows;
  for (Stage stage : job.stages) {
    const std::string name = stage_name(stage);
    const auto record = make_record(context, stage, job.run, table, options, identity_lines(context, stage, options));
    if (decide(context, job, stage, record) == Action::skip) {
      context.log.line("{}: complete, skipped", name);
      rows.push_back({name, 0, "complete", 0});
      continue;
    }
    StageRun run{context, job, options, record};
    StageResult result;
    {
      const Region region(context.timings, name);
      result = entry_of(stage).run(run);
    }
    rows.push_back(measure(context, name, result));
    const bool stopped = context.comm.any(stop_requested());
    if (result.finished == Finished::stopped || (stopped && stage != job.stages.back())) {
      context.log.line("{}: stopped on request; the same command goes on from here", name);
      return ExitCode::stopped;
    }
  }
  if (context.comm.is_root()) store::link_stage_files(job.run, all_stage_files());
  print_table(context, rows);
  return ExitCode::done;
}

OptionTable describe_options(PipelineOptions& options) {
  OptionTable table;
  table.add("run.device", options.run.device, Affects::speed,
            "where dense algebra runs: auto, cpu or cuda (device = local rank modulo visible devices)");
  table.add("run.threads", options.run.threads, {1, 1024}, Affects::speed, "libtorch threads of each rank");
  table.add("run.seed", options.seed, {0, std::int64_t{1} << 62}, Affects::result, "key of every random draw");
  describe(table, options.ingest);
  describe(table, options.encode);
  describe(table, options.cluster);
  describe(table, options.label);
  describe(table, options.project);
  describe(table, options.synth);
  return table;
}

void distribute_seed(PipelineOptions& options) {
  for (std::int64_t* seed : {&options.ingest.seed, &options.cluster.seed, &options.project.seed, &options.synth.seed})
    *seed = options.seed;
}

}  // namespace thema
