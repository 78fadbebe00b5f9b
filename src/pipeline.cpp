// SPDX-License-Identifier: Apache-2.0
// The flow: five stages, each a function of what the files before it hold. Read this first.
#include "thema/pipeline.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "thema/cluster/topic_space.hpp"
#include "thema/core/checksum.hpp"
#include "thema/core/folder_lock.hpp"
#include "thema/core/hdf5.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/core/peak_memory.hpp"
#include "thema/core/placement.hpp"
#include "thema/core/unicode.hpp"
#include "thema/encode/encoder_choice.hpp"
#include "thema/encode/float_matrix.hpp"
#include "thema/finished/edited_topics.hpp"
#include "thema/finished/run_topics.hpp"
#include "thema/label/categories.hpp"
#include "thema/label/judge_topics.hpp"

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
  // Told now rather than after hours of encoding.
  if (std::ranges::find(stage.job.stages, Stage::cluster) != stage.job.stages.end())
    check(stage.options.cluster, documents.total());
  const EncodeOptions& options = stage.options.encode;
  const Finished finished =
      stage.job.embeddings.empty()
          ? encode(stage.context, documents, stage.job.run, stage.record, options)
          : import_embeddings(stage.context, documents, stage.job.run, stage.record, stage.job.embeddings, options);
  return {finished, documents.total(), "papers"};
}

// Topics of several K are judged by their words as label would find them with its defaults, so that no option of label
// changes K.
JudgeTopics judge_by_words(StageRun& stage, Range rows) {
  return [&stage, rows](const std::vector<TopicsOfPapers>& sorted) {
    store::DocumentSource documents(stage.job.run);
    std::vector<Grouping> groupings;
    for (const auto& [k, topic] : sorted) groupings.push_back({topic, k});
    std::vector<WordFigures> figures;
    for (const Judgement& judgement : judge_topics(stage.context, documents, rows, groupings, LabelOptions{}))
      figures.push_back({judgement.npmi, judgement.diversity, judgement.v_measure});
    return figures;
  };
}

StageResult run_cluster(StageRun& stage) {
  const std::int64_t total = store::embeddings_shape(stage.job.run).total_rows;
  const Range rows = my_rows(stage.context, total);
  Embeddings embeddings = store::read_embeddings(stage.job.run, rows);
  // The file of the results takes the place of the checkpoint's, which must be closed by then, by all ranks together
  // also when they are asked to stop.
  std::optional<KmeansCheckpoint> checkpoint;
  std::optional<Clustering> clustering;
  try {
    checkpoint.emplace(stage.context, stage.job.run, stage.record,
                       checkpoint_shape(stage.options.cluster, total, embeddings.width));
    clustering = cluster(stage.context, embeddings, stage.options.cluster, judge_by_words(stage, rows), *checkpoint);
  } catch (const Stopped&) {
    return {Finished::stopped, 0, ""};
  }
  checkpoint.reset();
  store::save(stage.context, stage.job.run, stage.record, *clustering);
  return {Finished::yes, total, "papers"};
}

StageResult run_label(StageRun& stage) {
  store::DocumentSource documents(stage.job.run);
  const Range rows = my_rows(stage.context, documents.total());
  const Clustering clustering = store::read_clustering(stage.job.run, rows);
  const auto embeddings = [&](const std::vector<std::int64_t>& wanted) {
    return clusters::read_topic_rows(stage.job.run, clustering.space, wanted);
  };
  const Topics topics = label(stage.context, documents, clustering, stage.options.label, embeddings);
  store::save(stage.context, stage.job.run, stage.record, topics);
  return {Finished::yes, documents.total(), "papers"};
}

StageResult run_project(StageRun& stage) {
  const std::int64_t total = store::embeddings_shape(stage.job.run).total_rows;
  const Range rows = my_rows(stage.context, total);
  const Embeddings embeddings = store::read_embeddings(stage.job.run, rows);
  store::DocumentSource documents(stage.job.run);
  KnownOfPapers known;
  known.categories = number_categories(stage.context.comm, rows,
                                       [&](Range slice) { return documents.read_column("categories", slice); });
  if (stage.options.project.topic_hint > 0) known.topics = store::read_clustering(stage.job.run, rows).assignment;
  std::optional<LayoutCheckpoint> checkpoint;  // closed as that of run_cluster is
  std::optional<TopicMap> map;
  try {
    checkpoint.emplace(stage.context, stage.job.run, stage.record, checkpoint_shape(stage.options.project, total));
    map = project(stage.context, embeddings, known, stage.options.project, *checkpoint);
  } catch (const Stopped&) {
    return {Finished::stopped, 0, ""};
  }
  checkpoint.reset();
  store::save(stage.context, stage.job.run, stage.record, *map);
  return {Finished::yes, static_cast<std::int64_t>(map->rows.size()), "papers"};
}

struct StageEntry {
  Stage stage;
  const char* name;
  const char* file;
  std::vector<Stage> reads;
  StageResult (*run)(StageRun&);
  int revision;  // to be raised with every change of the code after which the same options give other bits
};

const StageEntry& entry_of(Stage stage) {
  static const std::vector<StageEntry> entries{
      {Stage::ingest, "ingest", "documents", {}, run_ingest, 1},
      {Stage::encode, "encode", "embeddings", {Stage::ingest}, run_encode, 2},
      {Stage::cluster, "cluster", "clusters", {Stage::encode}, run_cluster, 8},
      {Stage::label, "label", "topics", {Stage::ingest, Stage::encode, Stage::cluster}, run_label, 5},
      {Stage::project, "project", "map", {Stage::ingest, Stage::encode}, run_project, 2},
  };
  return *std::find_if(entries.begin(), entries.end(), [&](const StageEntry& e) { return e.stage == stage; });
}

/// Lines by which a stage's result depends on more than its options and files.
std::vector<std::string> identity_lines(Context& context, Stage stage, const Job& job, const PipelineOptions& options) {
  switch (stage) {
    case Stage::ingest:
      return identify_input(context, options.ingest);
    case Stage::encode:
      return job.embeddings.empty() ? identify_encoder(context, options.encode)
                                    : identify_import(context, job.embeddings, options.encode);
    case Stage::cluster:
      if (options.cluster.k != 0) return {};
      return {"unicode = " +
              unicode::library_version()};  // decides what a letter is, and so by which words K is judged
    case Stage::label:
      return {"unicode = " + unicode::library_version()};  // decides what a letter is
    case Stage::project:
      return {std::string("device = ") + (context.device.kind == Device::Kind::cpu ? "cpu" : "cuda"),
              "instruction_set = " + instruction_set(), "libraries = " + compute_library_versions()};
  }
  return {};
}

// What the stage reads with these options: texts too where they help to choose K, topics where they guide the map.
std::vector<Stage> inputs_of(Stage stage, const PipelineOptions& options) {
  std::vector<Stage> inputs = entry_of(stage).reads;
  if (stage == Stage::cluster && options.cluster.k == 0) inputs.push_back(Stage::ingest);
  if (stage == Stage::project && options.project.topic_hint > 0) inputs.push_back(Stage::cluster);
  return inputs;
}

// What a stage reads must belong together: embeddings.h5 to the documents.h5 beside it, clusters.h5 to embeddings.h5.
void refuse_mixed_inputs(const fs::path& run, const std::vector<Stage>& inputs) {
  for (const Stage made : inputs)
    for (const Stage of : entry_of(made).reads)
      if (std::ranges::find(inputs, of) != inputs.end())
        finished::require_made_of(run, StageReader(run, stage_file_name(made)), StageReader(run, stage_file_name(of)));
}

// Unlike nodes, or one whose GPU is not to be had: the bits of a row would be those of the rank that happened to make
// it, under the fingerprint of rank 0.
void refuse_unlike_ranks(const Communicator& comm, const StageRecord& record) {
  const std::string mine = record.fingerprint_text();
  const std::vector<std::uint64_t> all = comm.all_gather(checksum(mine));
  const auto other = std::ranges::find_if(all, [&](std::uint64_t one) { return one != all.front(); });
  if (other == all.end()) return;
  std::string of_root = mine;
  comm.broadcast(of_root);
  if (comm.rank() == other - all.begin())
    fail_usage(
        fmt::format("stage '{}' would be computed here otherwise than by rank 0; take nodes of one kind, or "
                    "--run.device cpu. What differs (- rank 0, + this rank):\n{}",
                    record.stage, fingerprint_difference(of_root, mine)));
  comm.barrier();  // for the end that the other rank's Error brings
}

// Lines every fingerprint starts with: stage, schema, revision, seed where the stage draws, options, inputs; then its
// identity.
StageRecord make_record(Context& context, Stage stage, const Job& job, const OptionTable& table,
                        const PipelineOptions& options) {
  StageRecord record;
  record.stage = stage_file_name(stage);
  record.options = "[run]\nseed = " + std::to_string(options.seed) + "\n\n" + table.table_as_toml(stage_name(stage));
  if (stage == Stage::encode && !job.embeddings.empty()) record.options = options_of_import(options.encode);
  std::string inputs;
  if (context.comm.is_root()) {
    const std::vector<Stage> reads = inputs_of(stage, options);
    for (Stage read : reads) inputs += (inputs.empty() ? "" : "\n") + input_line(job.run, read);
    refuse_mixed_inputs(job.run, reads);
  }
  context.comm.broadcast(inputs);
  if (!inputs.empty()) record.inputs.push_back(inputs);

  auto& lines = record.fingerprint;
  lines = {"stage = " + record.stage, fmt::format("schema = {}", kSchemaVersion),
           fmt::format("revision = {}", entry_of(stage).revision)};
  const bool draws =
      stage == Stage::cluster || stage == Stage::project || (stage == Stage::ingest && options.ingest.sample > 0);
  if (draws) lines.push_back(fmt::format("run.seed = {}", options.seed));
  // What encode does is told by its identity lines: the model's checksum and the options as they were resolved, so
  // that another path to the same weights, or "auto" spelt out, is the same.
  if (stage != Stage::encode) {
    const auto own = table.result_lines(stage_name(stage));
    lines.insert(lines.end(), own.begin(), own.end());
  }
  for (const auto& more : {record.inputs, identity_lines(context, stage, job, options)})
    lines.insert(lines.end(), more.begin(), more.end());
  refuse_unlike_ranks(context.comm, record);
  return record;
}

enum class Action { compute, skip };

// `run` does not encode what was imported, as long as it was imported for these very documents.
bool takes_imported(const Job& job, Stage stage, const std::string& stored) {
  return stage == Stage::encode && job.embeddings.empty() && stored.find(kImportedEmbeddings) != std::string::npos &&
         stored.find(input_line(job.run, Stage::ingest)) != std::string::npos;
}

// Rank 0 looks at the file, all ranks act alike.
Action decide(Context& context, const Job& job, Stage stage, const StageRecord& record) {
  if (StageWriter::finish_interrupted(context, job.run, record))
    context.log.line("{}: had been killed when all was written; its file is checked and complete", stage_name(stage));
  std::int64_t skip = 0;
  if (context.comm.is_root()) {
    const fs::path path = stage_path(job.run, record.stage);
    const auto stored = stored_fingerprint(path);
    const std::string wanted = record.fingerprint_text();
    skip = stored && (*stored == wanted || takes_imported(job, stage, *stored));
    if (stored && !skip && job.on_difference == OtherFingerprint::refuse)
      fail_output(path.string() + " was made with other options or inputs; --overwrite replaces it, another --run " +
                  "keeps it. What differs (- in the file, + asked for):\n" + fingerprint_difference(*stored, wanted));
  }
  return context.comm.max(skip) != 0 ? Action::skip : Action::compute;
}

StageResult run_stage(Stage stage, StageRun& run) {
  reset_peak_memory();
  const Region region(run.context.timings, stage_name(stage));
  try {
    return entry_of(stage).run(run);
  } catch (const Stopped&) {  // all ranks threw it together
    return {Finished::stopped, 0, ""};
  }
}

// Before anything is done, so that nobody learns after the encoding that an option of the map is impossible.
void refuse_what_cannot_work(Context& context, const Job& job, const PipelineOptions& options) {
  h5::require_room_for_path(
      partial_path(finished::edit_folder(job.run, 1), "clusters"));  // that of any stage is shorter
  if (!job.embeddings.empty()) FloatMatrix::open(job.embeddings);
  for (Stage stage : job.stages) {
    if (stage == Stage::ingest) check(options.ingest);
    if (stage == Stage::encode && job.embeddings.empty()) choose_encoder(context, options.encode);
    if (stage == Stage::cluster) check(options.cluster);
    if (stage == Stage::label) check(options.label);
    if (stage == Stage::project) check(options.project);
  }
}

std::vector<Timings::Entry> since(const Timings& now, const Timings& before) {
  std::vector<Timings::Entry> entries;
  for (const Timings::Entry& entry : now.entries())
    if (const double seconds = entry.seconds - before.seconds(entry.name); seconds > 0)
      entries.push_back({entry.name, seconds, entry.count});
  return entries;
}

StageMeasure run_measured(Stage stage, StageRun& run) {
  const Timings before = run.context.timings;
  pulse::begin_stage(stage_name(stage));
  const StageResult result = run_stage(stage, run);
  const bool complete = result.finished == Finished::yes;
  return {stage_name(stage),
          complete ? StageMeasure::Result::complete : StageMeasure::Result::stopped,
          run.context.timings.seconds(stage_name(stage)),
          complete ? result.count : 0,
          result.unit,
          pulse::spent(),
          peak_memory_bytes(),
          since(run.context.timings, before)};
}

// A rank that had so much more to do than the median of all is worth a line.
constexpr double kSlowRank = 1.25, kLongStage = 5;  // times, seconds

/// How the work of a stage was spread over the ranks.
struct Balance {
  double imbalance = 0;  // most over mean, less 1
  std::string slow_rank;
};

Balance balance_of(const Communicator& comm, const StageMeasure& stage) {
  const std::vector<double> busy = comm.all_gather(stage.busy());
  const auto slowest = std::ranges::max_element(busy);
  const double mean = std::accumulate(busy.begin(), busy.end(), 0.0) / static_cast<double>(busy.size());
  Balance balance{mean > 0 ? *slowest / mean - 1 : 0, ""};
  std::vector<double> sorted = busy;
  const auto middle = sorted.begin() + (std::ssize(sorted) - 1) / 2;  // of two the other one
  std::ranges::nth_element(sorted, middle);
  const double median = *middle;
  std::string host = host_name();
  comm.broadcast(host, static_cast<int>(slowest - busy.begin()));
  if (busy.size() > 1 && *slowest > kSlowRank * median && *slowest > kLongStage)
    balance.slow_rank = fmt::format("{}: rank {} on {} needed {:.1f} s, the median of the ranks {:.1f} s", stage.stage,
                                    slowest - busy.begin(), host, *slowest, median);
  return balance;
}

// What each stage took, of the slowest rank, and how evenly the ranks were busy. Collective.
void print_table(const Context& context, const std::vector<StageMeasure>& stages) {
  context.log.line("{:<8} {:>9}  {:>18}  {:>16}  {:>9}", "stage", "seconds", "rate", "peak MiB a rank", "imbalance");
  std::vector<std::string> slow_ranks;
  for (const StageMeasure& stage : stages) {
    if (stage.result == StageMeasure::Result::skipped) {
      context.log.line("{:<8} {:>9}  {:>18}", stage.stage, "", "complete");
      continue;
    }
    const double seconds = context.comm.max(stage.seconds);
    const std::int64_t peak = context.comm.max(stage.peak_bytes);
    const Balance balance = balance_of(context.comm, stage);
    if (!balance.slow_rank.empty()) slow_ranks.push_back(balance.slow_rank);
    const double rate = seconds > 0 ? static_cast<double>(stage.count) / seconds : 0;
    const bool whole = stage.result == StageMeasure::Result::complete;
    context.log.line("{:<8} {:>9.1f}  {:>18}  {:>16}  {:>9}", stage.stage, seconds,
                     whole ? fmt::format("{:.0f} {}/s", rate, stage.unit) : "stopped",
                     peak == 0 ? "" : std::to_string(peak >> 20),
                     context.comm.size() == 1 ? "" : fmt::format("{:.1f} %", 100 * balance.imbalance));
  }
  for (const std::string& line : slow_ranks) context.log.warning("{}", line);
}

void say_where_ranks_run(const Context& context, const PipelineOptions& options) {
  const Placement placement = placement_of_job(context, options.run.threads);
  for (const std::string& line : placement.lines) context.log.line("{}", line);
  for (const std::string& line : placement.warnings) context.log.warning("{}", line);
}

// On rank 0: what the job leaves, in one file.
void link_results(const Context& context, const Job& job) {
  const fs::path& run = job.run;
  if (!finished::edits_fit(run))
    context.log.warning("the edits in {} were made of other topics; 'thema edit --run {} --undo' drops the last",
                        (run / "edits").string(), run.string());
  else if (finished::last_edit(run) > 0 && std::ranges::find(job.stages, Stage::label) != job.stages.end())
    context.log.line(
        "the topics of {} are shown as edit {} left them, with its labels; undone and applied again, it "
        "takes new options of label",
        run.string(), finished::last_edit(run));
  finished::link_results(run);
}

}  // namespace

std::string stage_name(Stage stage) { return entry_of(stage).name; }
std::string stage_file_name(Stage stage) { return entry_of(stage).file; }
std::string revision_line(Stage stage) {
  return fmt::format("{}.revision = {}", stage_name(stage), entry_of(stage).revision);
}

std::string input_line(const fs::path& run, Stage stage) {
  const fs::path path = stage_path(run, stage_file_name(stage));
  const auto fingerprint = stored_fingerprint(path);
  if (!fingerprint)
    fail_data(path.string() + " is missing: run 'thema " + stage_name(stage) + " --run " + run.string() + "' first");
  return stage_file_name(stage) + " = " + fingerprint_checksum(*fingerprint);
}

PipelineRun run_pipeline(Context& context, const Job& job, const OptionTable& table, const PipelineOptions& options) {
  refuse_what_cannot_work(context, job, options);
  say_where_ranks_run(context, options);
  std::optional<FolderLock> lock;
  if (context.comm.is_root()) {
    create_folder(job.run);
    lock.emplace(job.run);
    if (!lock->held())
      context.log.warning("{}: this file system has no locks; see to it that no other job uses the folder",
                          job.run.string());
  }
  context.comm.barrier();
  PipelineRun done;
  for (Stage stage : job.stages) {
    const StageRecord record = make_record(context, stage, job, table, options);
    if (decide(context, job, stage, record) == Action::skip) {
      context.log.line("{}: complete, skipped", stage_name(stage));
      done.stages.push_back({.stage = stage_name(stage)});
      continue;
    }
    StageRun run{context, job, options, record};
    done.stages.push_back(run_measured(stage, run));
    const bool asked_to_stop = context.comm.any(stop_requested()) && stage != job.stages.back();
    if (done.stages.back().result == StageMeasure::Result::complete && !asked_to_stop) continue;
    context.log.line("{}: stopped on request; the same command goes on from here", stage_name(stage));
    done.code = ExitCode::stopped;
    break;
  }
  if (context.comm.is_root()) link_results(context, job);
  print_table(context, done.stages);
  return done;
}

OptionTable describe_options(PipelineOptions& options) {
  OptionTable table;
  table.add("run.device", options.run.device, {"auto", "cpu", "cuda"}, Affects::speed,
            "where dense algebra runs; of several GPUs a rank takes its number on the node modulo the visible ones");
  table.add("run.threads", options.run.threads, {1, 1024}, Affects::speed, "libtorch threads of each rank");
  table.add(
      "run.progress", options.run.progress, {"auto", "bar", "lines"}, Affects::speed,
      "a bar, or a plain line every 10 s; auto: a bar where standard error is a terminal (under mpirun it is not)");
  table.add("run.watchdog", options.run.watchdog, {0, 86'400}, Affects::speed,
            "seconds without any progress after which the job is ended with the reason, instead of hanging; 0: never");
  table.add("run.inject", options.run.inject, Affects::speed,
            "a fault on purpose, to test what a job survives: crash@encode:block=7,rank=1, and hang, stop, enospc, "
            "corrupt (jobs/README.md); empty: none");
  table.add("run.report", options.run.report, Affects::speed,
            "file to which a line of JSON about the command is appended: seconds of each stage, phase and rank, where "
            "ranks ran, versions; empty: none");
  table.add("run.seed", options.seed, {0, std::int64_t{1} << 62}, Affects::result, "key of every random draw");
  describe(table, options.ingest);
  describe(table, options.encode);
  describe(table, options.cluster);
  describe(table, options.label);
  describe(table, options.project);
  describe(table, options.synth);
  bench::describe(table, options.bench);
  describe(table, options.explain);
  describe(table, options.compare);
  describe(table, options.search);
  describe(table, options.assign);
  return table;
}

void distribute_seed(PipelineOptions& options) {
  for (std::int64_t* seed : {&options.ingest.seed, &options.cluster.seed, &options.project.seed, &options.synth.seed,
                             &options.bench.seed, &options.explain.seed})
    *seed = options.seed;
}

}  // namespace thema
