// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/info.hpp"

#include <fmt/ranges.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "thema/commands/site_info.hpp"
#include "thema/core/hdf5.hpp"
#include "thema/core/placement.hpp"
#include "thema/core/processor.hpp"
#include "thema/core/runtime.hpp"
#include "thema/data/provenance.hpp"
#include "thema/model/attention.hpp"

namespace thema {

namespace {

using Json = nlohmann::ordered_json;

Json libraries(const Context& context) {
  Json versions;
  for (const auto& [name, value] : provenance_of(context))
    if (name == "mpi" || name == "hdf5" || name == "compute" || name == "kokkos") versions[name] = value;
  return versions;
}

Json attention_of(const Device& device) {
  Json attention;
  for (const Precision precision : {Precision::fp32, Precision::bf16, Precision::fp16})
    for (const std::int64_t width : {32, 64})
      attention[fmt::format("{}, heads of {}", name_of(precision), width)] =
          describe_attention({device, precision, width});
  return attention;
}

// Number formats that encode.dtype may have here, and which of them are no faster than fp32.
Json precisions_of(const Device& device) {
  Json precisions;
  for (const Precision precision : kPrecisions) {
    const auto impossible = why_not(precision, device.kind), slow = why_slow(precision, device.kind);
    precisions[name_of(precision)] = impossible ? "no, " + *impossible : slow ? "yes, but slow: " + *slow : "yes";
  }
  return precisions;
}

std::string as_text(const Json& info) {
  std::string text;
  for (const auto& [title, value] : info.items()) {
    if (value.is_string()) {
      text += fmt::format("{}: {}\n", title, value.get<std::string>());
      continue;
    }
    text += title + ":\n";
    for (const auto& [name, entry] : value.items()) {
      const std::string head = value.is_array() ? "" : name + ": ";
      text += "  " + head + (entry.is_string() ? entry.get<std::string>() : "") + "\n";
      if (entry.is_array())
        for (const auto& line : entry) text += "    " + line.get<std::string>() + "\n";
    }
  }
  return text;
}

}  // namespace

std::string site_info(Context& context, const std::filesystem::path& run, InfoFormat format) {
  Json info = Json::parse(machine_info(context, InfoFormat::json));
  for (const HostFacts& host : site_facts(context, run.empty() ? std::filesystem::current_path() : run))
    for (const auto& [name, value] : host.facts) info["host " + host.host][name] = value;
  return format == InfoFormat::json ? info.dump(2) + "\n" : as_text(info);
}

std::string machine_info(Context& context, InfoFormat format) {
  const std::vector<std::string> ranks = lines_of_ranks(context.comm, placement_of_rank(context));
  Json info;
  info["thema"] = version_text();
  info["processor"] = processor_model();
  info["instruction_set"] = instruction_set();
  info["processors"] = std::to_string(std::thread::hardware_concurrency());
  info["devices"] = describe_devices();
  info["libraries"] = libraries(context);
  info["dtypes"] = precisions_of(context.device);
  info["attention"] = attention_of(context.device);
  info["ranks"] = ranks;
  return format == InfoFormat::json ? info.dump(2) + "\n" : as_text(info);
}

}  // namespace thema
