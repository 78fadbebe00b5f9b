// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/run_report.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "thema/commands/site_info.hpp"
#include "thema/core/files.hpp"
#include "thema/core/placement.hpp"
#include "thema/core/processor.hpp"
#include "thema/data/provenance.hpp"

namespace thema {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kReportSchema = 1;

const char* name_of(StageMeasure::Result result) {
  switch (result) {
    case StageMeasure::Result::complete:
      return "complete";
    case StageMeasure::Result::skipped:
      return "skipped";
    case StageMeasure::Result::stopped:
      return "stopped";
  }
  return "";
}

Json rank_part(const Context& context, const StageMeasure& stage) {
  Json part{{"rank", context.comm.rank()},
            {"seconds", stage.seconds},
            {"waiting", stage.spent.waiting},
            {"transfer", stage.spent.transfer},
            {"reading", stage.spent.reading},
            {"writing", stage.spent.writing},
            {"read_bytes", stage.spent.read_bytes},
            {"written_bytes", stage.spent.written_bytes},
            {"peak_bytes", stage.peak_bytes},
            {"steps", stage.spent.steps}};
  Json phases = Json::object();
  for (const Timings::Entry& phase : stage.phases)
    if (phase.name != stage.stage) phases[phase.name] = phase.seconds;
  part["phases"] = phases;
  return part;
}

// Collective; rank 0's is whole.
Json stage_part(const Context& context, const StageMeasure& stage, const std::filesystem::path& file) {
  std::error_code ignored;
  const auto bytes = std::filesystem::file_size(file, ignored);
  Json json{{"stage", stage.stage},
            {"result", name_of(stage.result)},
            {"seconds", context.comm.max(stage.seconds)},
            {"count", stage.count},
            {"unit", stage.unit},
            {"file_bytes", ignored ? 0 : bytes},
            {"ranks", Json::array()}};
  for (const std::string& line : lines_of_ranks(context.comm, rank_part(context, stage).dump()))
    json["ranks"].push_back(Json::parse(line));
  return json;
}

Json libraries(const Context& context) {
  Json versions;
  for (const auto& [name, value] : provenance_of(context))
    if (name == "mpi" || name == "hdf5" || name == "compute" || name == "kokkos") versions[name] = value;
  return versions;
}

}  // namespace

void require_report_file(const Context& context, const std::string& path) {
  if (context.comm.is_root()) FileDescriptor::open_or_create(path);
}

void append_run_report(Context& context, const std::string& command, const PipelineOptions& options, const Job& job,
                       const PipelineRun& done) {
  Json report{{"kind", "thema run report"}, {"schema", kReportSchema}, {"command", command},
              {"thema", version_text()},    {"ranks", context.comm.size()}, {"threads", options.run.threads},
              {"processor", processor_model()}, {"instruction_set", instruction_set()}};
  for (const auto& [name, value] : provenance_of(context))
    if (name == "created") report["created"] = value;
  report["libraries"] = libraries(context);
  report["affinity"] = lines_of_ranks(context.comm, placement_of_rank(context));
  report["environment"] = Json::object();
  for (const auto& [name, value] : relevant_environment()) report["environment"][name] = value;
  report["seconds"] = 0.0;
  report["stages"] = Json::array();
  double seconds = 0;
  for (std::size_t s = 0; s < done.stages.size(); ++s) {
    report["stages"].push_back(
        stage_part(context, done.stages[s], stage_path(job.run, stage_file_name(job.stages[s]))));
    seconds += report["stages"].back()["seconds"].get<double>();
  }
  report["seconds"] = seconds;
  if (!context.comm.is_root()) return;
  const FileDescriptor file = FileDescriptor::open_or_create(options.run.report);
  file.write_at(file.size(), report.dump() + "\n");
}

}  // namespace thema
