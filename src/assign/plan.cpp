// SPDX-License-Identifier: Apache-2.0
#include "thema/assign/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "thema/core/error.hpp"
#include "thema/finished/run_encoder.hpp"
#include "thema/finished/run_options.hpp"

namespace thema::assignment {

namespace {

namespace fs = std::filesystem;

constexpr int kRevision = 2;  // to be raised with every change after which the same papers get other bits

using Lines = std::vector<std::string>;

void append(Lines& lines, const Lines& more) { lines.insert(lines.end(), more.begin(), more.end()); }

Lines first_lines(const std::string& stage, const Lines& revisions) {
  Lines lines{"stage = " + stage, fmt::format("schema = {}", kSchemaVersion), fmt::format("revision = {}", kRevision)};
  append(lines, revisions);
  return lines;
}

std::string line_of(const StageRecord& record) {
  return record.stage + " = " + fingerprint_checksum(record.fingerprint_text());
}

// What the run's papers were chosen by is not asked of new ones.
IngestOptions options_for_new_papers(const fs::path& run, const Lines& input, double max_rejected) {
  IngestOptions options = finished::ingest_options_of_run(StageReader(run, "documents"));
  options.input = input;
  if (max_rejected >= 0) options.max_rejected = max_rejected;
  options.max_rejected_name = "assign.max_rejected";
  options.from = options.to = "";
  options.limit = options.sample = 0;
  return options;
}

}  // namespace

std::string name_of_request(const AssignRequest& request) {
  if (request.input.empty()) fail_usage("no new papers are named: give --input FILE");
  std::string name = request.name;
  if (name.empty()) {
    name = fs::path(request.input.front()).filename().string();
    name.resize(std::min(name.size(), name.find('.', 1)));
  }
  const auto may_be_in_it = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  };
  if (name.empty() || name.front() == '.' || !std::ranges::all_of(name, may_be_in_it))
    fail_usage("'" + name + "' cannot name the new papers; --name NAME allows letters, digits, '.', '-' and '_', and " +
               "not '.' as the first");
  return name;
}

Plan make_plan(Context& context, const AssignRequest& request, const AssignOptions& options,
               const finished::RunTopics& topics, const StageReader* map) {
  Plan plan;
  const std::string name = name_of_request(request);
  plan.run = request.run;
  plan.folder = plan.run / "assign";
  plan.work = plan.folder / (name + ".work");
  plan.far_out = options.far_out;
  plan.ingest = options_for_new_papers(request.run, request.input, options.max_rejected);
  const finished::FoundEncoder encoder = finished::find_run_encoder(
      context, request.run, {options.model, "assign.model", "new papers cannot be encoded", ""},
      finished::Arithmetic::of_run);
  if (!encoder.differences.empty())
    context.log.warning("this machine encodes otherwise than the one that made the run: {}",
                        fmt::join(encoder.differences, "; "));
  plan.encode = encoder.options;
  plan.model = encoder.choice.model.name;

  OptionTable table;
  IngestOptions ingest = plan.ingest;
  EncodeOptions encode = plan.encode;
  AssignOptions assign = options;
  describe(table, ingest);
  describe(table, encode);
  describe(table, assign);
  Lines input = table.result_lines("ingest");
  append(input, identify_input(context, plan.ingest));

  plan.documents = {"documents", table.table_as_toml("ingest"), first_lines("documents", request.revisions), {}};
  append(plan.documents.fingerprint, input);
  plan.embeddings = {"embeddings",
                     table.table_as_toml("encode"),
                     first_lines("embeddings", request.revisions),
                     {line_of(plan.documents)}};
  append(plan.embeddings.fingerprint, plan.embeddings.inputs);
  append(plan.embeddings.fingerprint, encoder.identity);
  plan.result = {name, table.table_as_toml("assign"), first_lines(name, request.revisions), {}};
  for (const char* stage : {"documents", "embeddings"})
    plan.result.inputs.push_back(finished::input_line(StageReader(request.run, stage)));
  plan.result.inputs.push_back(finished::input_line(StageReader(topics.folder, "clusters")));
  if (map != nullptr) plan.result.inputs.push_back(finished::input_line(*map));
  append(plan.result.fingerprint, plan.result.inputs);
  append(plan.result.fingerprint, table.result_lines("assign"));
  append(plan.result.fingerprint, input);
  append(plan.result.fingerprint, encoder.identity);
  return plan;
}

}  // namespace thema::assignment
