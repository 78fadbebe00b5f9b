// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/benchmark.hpp"

#include <nlohmann/json.hpp>

#include "thema/bench/bench.hpp"
#include "thema/commands/standard_output.hpp"
#include "thema/data/provenance.hpp"

namespace thema {

namespace {

// A value as TOML writes it, which JSON mostly reads too.
nlohmann::ordered_json as_json_value(const std::string& toml) {
  using Json = nlohmann::ordered_json;
  return Json::accept(toml) ? Json::parse(toml) : Json(toml);
}

std::string options_as_json(const OptionTable& table) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const Option& option : table.options())
    for (const char* shown : {"run.", "bench.", "encode."})
      if (option.key.rfind(shown, 0) == 0) json[option.key] = as_json_value(option.toml());
  return json.dump();
}

std::string value_of(const Context& context, const std::string& name) {
  for (const auto& [key, value] : provenance_of(context))
    if (key == name) return value;
  return "unknown";
}

}  // namespace

ExitCode benchmark(Context& context, const CommandLine& line, const OptionTable& table,
                   const PipelineOptions& options) {
  try {
    const bench::Report report = bench::run_benchmark(context, line.benchmark, options.bench, options.encode);
    const bench::Origin origin{line.text,
                               version_text(),
                               value_of(context, "created"),
                               context.comm.size(),
                               machine_info(context, InfoFormat::json),
                               options_as_json(table)};
    if (!context.comm.is_root()) return ExitCode::done;
    const std::string text = line.format == InfoFormat::json ? as_json(report, origin) : as_table(report);
    print(text);
    return ExitCode::done;
  } catch (const Stopped&) {  // all ranks threw it together
    context.log.line("bench: stopped on request; nothing was finished");
    return ExitCode::stopped;
  }
}

}  // namespace thema
