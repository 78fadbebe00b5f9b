// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <exception>
#include <iostream>

#include "thema/commands/assign_command.hpp"
#include "thema/commands/benchmark.hpp"
#include "thema/commands/command_line.hpp"
#include "thema/commands/compare_command.hpp"
#include "thema/commands/edit_command.hpp"
#include "thema/commands/explain_command.hpp"
#include "thema/commands/run_report.hpp"
#include "thema/commands/search_command.hpp"
#include "thema/commands/standard_output.hpp"
#include "thema/commands/verify.hpp"
#include "thema/core/pulse.hpp"
#include "thema/kernels/kokkos_scope.hpp"
#include "thema/model/model_preset.hpp"
#include "thema/model/tokenize_lines.hpp"

namespace {

using namespace thema;

ExitCode execute(Context& context, const CommandLine& line, const OptionTable& table, const PipelineOptions& options) {
  context.facts.emplace_back("kokkos", kernels::kokkos_version());
  pulse::begin_stage(line.command);
  if (line.command == "verify") return verify_run(context, line.run);
  if (line.command == "info") {  // also where Kokkos cannot run
    const std::string text = line.subject == InfoSubject::site ? site_info(context, line.run, line.format)
                                                               : machine_info(context, line.format);
    if (context.comm.is_root()) print(text);
    return ExitCode::done;
  }
  const kernels::KokkosScope kokkos(context.device.index);
  if (line.command == "bench") return benchmark(context, line, table, options);
  if (line.command == "explain") return explain_command(context, line, options);
  if (line.command == "search") return search_command(context, line, options);
  if (line.command == "assign") return assign_command(context, line, options);
  if (line.command == "edit") return edit_command(context, line);
  if (line.command == "compare") return compare_command(context, line, options);
  if (line.command == "synth") {
    synthesise(context, options.synth, line.output);
    return ExitCode::done;
  }
  Job job{line.run, {}, line.on_difference};
  for (Stage stage : kAllStages)
    if (line.command == "run" || line.command == stage_name(stage)) job.stages.push_back(stage);
  if (line.command == "import") {
    job.stages = {Stage::ingest, Stage::encode};
    job.embeddings = line.embeddings;
  }
  if (!options.run.report.empty()) require_report_file(context, options.run.report);
  const PipelineRun done = run_pipeline(context, job, table, options);
  if (!options.run.report.empty()) append_run_report(context, line.command, options, job, done);
  return done.code;
}

void tokenize_standard_input(const EncodeOptions& options) {
  std::ios::sync_with_stdio(false);
  // A tokenizer stands alone: the folder needs no config.json, which find_model asks for.
  const bool is_folder = std::filesystem::is_directory(options.model);
  const std::filesystem::path folder =
      is_folder ? std::filesystem::path(options.model) : find_model(options.model).folder;
  const Tokenizer tokenizer = Tokenizer::load(folder);
  tokenize_lines(tokenizer, resolve_length(folder, tokenizer, options.max_length), std::cin, std::cout);
}

int start(int argc, char** argv) {
  PipelineOptions options;
  OptionTable table = describe_options(options);
  const CommandLine line = parse_command_line(argc, argv, table);
  if (line.exit_code) return *line.exit_code;
  distribute_seed(options);
  if (line.command == "tokenize") {
    tokenize_standard_input(options.encode);
    return 0;
  }
  return run_with_runtime(options.run, [&](Context& context) { return execute(context, line, table, options); });
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return start(argc, argv);
  } catch (const thema::Error& error) {  // before MPI runs: usage and configuration
    if (thema::launcher_rank() == 0) std::fprintf(stderr, "thema: %s\n", error.what());
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "thema: %s\n", error.what());
    return static_cast<int>(thema::ExitCode::internal);
  }
}
