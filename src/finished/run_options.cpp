// SPDX-License-Identifier: Apache-2.0
#include "thema/finished/run_options.hpp"

#include <fmt/format.h>

#include <charconv>

#include "thema/core/error.hpp"

namespace thema::finished {

namespace {

std::int64_t number_of(const EncodeRecord& record, const std::string& key) {
  const std::string text = value_of(record, key);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

void read_stored(OptionTable& table, const std::filesystem::path& file, const std::string& text) {
  try {
    table.read_text(text, "the options in " + file.string());
  } catch (const Error& error) {
    fail_data(
        fmt::format("{} was made by another version of thema ({}); make it, and what was made of it, anew with "
                    "--overwrite and the options it had",
                    file.string(), error.what()));
  }
}

std::string options_text(const StageReader& stage) { return stage.text_attribute("options").value_or(""); }

std::string value_of(const EncodeRecord& record, const std::string& key) {
  for (const std::string& line : record.fingerprint) {
    if (line.rfind(key + " = ", 0) != 0) continue;
    const std::string value = line.substr(key.size() + 3);
    const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return quoted ? value.substr(1, value.size() - 2) : value;
  }
  fail_data(record.file.string() + ": the fingerprint has no line '" + key + "'");
}

EncodeOptions options_of_run(const EncodeRecord& record) {
  EncodeOptions options;
  std::int64_t seed = 0;
  read_options(record.file, record.options, "encode", options, seed);
  options.prefix = value_of(record, "encode.prefix");
  options.max_length = number_of(record, "encode.max_length");
  options.dtype = "fp32";
  options.attention = "auto";
  options.launches = "auto";  // as_graphs, which a run on a GPU may have asked for, is refused on a CPU
  options.token_budget = 0;
  return options;
}

EncodeOptions exact_options_of_run(const EncodeRecord& record) {
  EncodeOptions options = options_of_run(record);
  options.dtype = value_of(record, "encode.dtype");
  options.attention = value_of(record, "encode.attention");
  options.launches = value_of(record, "encode.launches");
  options.token_budget = number_of(record, "encode.token_budget");
  return options;
}

IngestOptions ingest_options_of_run(const StageReader& documents) {
  IngestOptions options;
  read_options(documents.path(), options_text(documents), "ingest", options, options.seed);
  return options;
}

}  // namespace thema::finished
