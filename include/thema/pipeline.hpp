// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "thema/assign/assign_papers.hpp"
#include "thema/bench/bench_options.hpp"
#include "thema/cluster/cluster.hpp"
#include "thema/compare/compare.hpp"
#include "thema/core/pulse.hpp"
#include "thema/core/runtime.hpp"
#include "thema/encode/encode.hpp"
#include "thema/encode/import_embeddings.hpp"
#include "thema/explain/explain.hpp"
#include "thema/ingest/ingest.hpp"
#include "thema/label/label.hpp"
#include "thema/project/project.hpp"
#include "thema/search/search.hpp"
#include "thema/synth/synth.hpp"

namespace thema {

/// Options of the whole job, one table per stage and `[run]` for what concerns all.
struct PipelineOptions {
  RuntimeOptions run;
  std::int64_t seed = 0;  ///< run.seed: key of every random draw
  IngestOptions ingest;
  EncodeOptions encode;
  ClusterOptions cluster;
  LabelOptions label;
  ProjectOptions project;
  SynthOptions synth;
  bench::BenchOptions bench;
  ExplainOptions explain;
  CompareOptions compare;
  SearchOptions search;
  AssignOptions assign;
};

/// Describes every option once; the table refers to the fields of `options`, which must outlive it.
OptionTable describe_options(PipelineOptions& options);
/// Hands run.seed to the stages. Called after all options were read.
void distribute_seed(PipelineOptions& options);

/// The stages in the order of the flow; a stage's file is named after what it holds.
enum class Stage { ingest, encode, cluster, label, project };
inline constexpr Stage kAllStages[] = {Stage::ingest, Stage::encode, Stage::cluster, Stage::label, Stage::project};
/// "ingest", "encode", ...
std::string stage_name(Stage stage);
/// "documents", "embeddings", "clusters", "topics", "map": DIR/NAME.h5
std::string stage_file_name(Stage stage);

/// What to do with a complete stage file that other options made.
enum class OtherFingerprint { refuse, overwrite };

struct Job {
  std::filesystem::path run;  ///< run directory
  std::vector<Stage> stages;  ///< in flow order
  OtherFingerprint on_difference = OtherFingerprint::refuse;
  std::filesystem::path embeddings = {};  ///< take these in place of encoding; empty: encode
};

/// What a stage took on this rank.
struct StageMeasure {
  enum class Result { complete, skipped, stopped };
  std::string stage;
  Result result = Result::skipped;
  double seconds = 0;
  std::int64_t count = 0;  ///< of the whole stage, in `unit`; 0 unless complete
  std::string unit = {};   ///< "papers"
  pulse::Spent spent = {};
  std::int64_t peak_bytes = 0;
  std::vector<Timings::Entry> phases = {};
  /// Seconds in which it neither waited for other ranks nor exchanged with them.
  double busy() const { return seconds - spent.waiting - spent.transfer; }
};

struct PipelineRun {
  ExitCode code = ExitCode::done;
  std::vector<StageMeasure> stages;
};

/// Runs the stages of the job, skipping what is complete, and prints what each took. Collective.
PipelineRun run_pipeline(Context& context, const Job& job, const OptionTable& table, const PipelineOptions& options);

/// "ingest.revision = 1": another one means that the same options and inputs may give other bits.
std::string revision_line(Stage stage);

/// "documents = 1a2b…": name and checksum of the fingerprint of a file that a stage reads. An Error names the stage
/// to run when the file is missing.
std::string input_line(const std::filesystem::path& run, Stage stage);

}  // namespace thema
