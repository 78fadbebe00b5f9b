// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/run_options.hpp"

#include <charconv>
#include <cstdint>

#include "thema/core/config.hpp"
#include "thema/core/error.hpp"

namespace thema::explanation {

namespace {

// What stands behind "key = " in the fingerprint; a text without its quotes.
std::string value_of(const EncodeRecord& record, const std::string& key) {
  for (const std::string& line : record.fingerprint) {
    if (line.rfind(key + " = ", 0) != 0) continue;
    const std::string value = line.substr(key.size() + 3);
    const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return quoted ? value.substr(1, value.size() - 2) : value;
  }
  fail_data(record.file.string() + ": the fingerprint has no line '" + key + "'");
}

}  // namespace

EncodeOptions options_of_run(const EncodeRecord& record) {
  EncodeOptions options;
  std::int64_t seed = 0;
  OptionTable table;
  table.add("run.seed", seed, {0, std::int64_t{1} << 62}, Affects::result, "");
  describe(table, options);
  table.read_text(record.options, "the options in " + record.file.string());
  options.prefix = value_of(record, "encode.prefix");
  const std::string length = value_of(record, "encode.max_length");
  std::from_chars(length.data(), length.data() + length.size(), options.max_length);
  options.dtype = "fp32";
  options.attention = "auto";
  options.launches = "auto";  // as_graphs, which a run on a GPU may have asked for, is refused on a CPU
  options.token_budget = 0;
  return options;
}

}  // namespace thema::explanation
