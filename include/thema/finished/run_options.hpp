// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "thema/core/config.hpp"
#include "thema/data/stage_file.hpp"
#include "thema/encode/encode.hpp"
#include "thema/ingest/ingest.hpp"

namespace thema::finished {

/// The options that a stage file was made with, in TOML; "" where it does not say.
std::string options_text(const StageReader& stage);

/// Reads such a text of `file` into the table. Options that this version does not have, or values that it does not
/// allow, are an Error of kind `data` that says so.
void read_stored(OptionTable& table, const std::filesystem::path& file, const std::string& text);

/// The same into the options of table `name` and the seed; returns the lines of a fingerprint that they are.
template <class Options>
std::vector<std::string> read_options(const std::filesystem::path& file, const std::string& text,
                                      const std::string& name, Options& options, std::int64_t& seed) {
  OptionTable table;
  table.add("run.seed", seed, {0, std::int64_t{1} << 62}, Affects::result, "");
  describe(table, options);
  read_stored(table, file, text);
  std::vector<std::string> lines = table.result_lines("run");
  for (const std::string& line : table.result_lines(name)) lines.push_back(line);
  return lines;
}

/// What embeddings.h5 says of how it was made.
struct EncodeRecord {
  std::filesystem::path file;            ///< for messages
  std::string options;                   ///< as they were given, in TOML
  std::vector<std::string> fingerprint;  ///< its lines, "encode.max_length = 256" say
};

/// What stands behind "key = " in the fingerprint, a text without its quotes. An Error of kind `data` without the line.
std::string value_of(const EncodeRecord& record, const std::string& key);

/// The options for the run's encoder on the machine that is here: the model, prefix and length limit of the run, fp32,
/// and "auto" for all that hangs on the device. A fingerprint without one of these is an Error of kind `data`.
EncodeOptions options_of_run(const EncodeRecord& record);

/// The same with number format, attention, batches and launches of the run, as they were resolved there: what gives the
/// run's own bits again. Only for the kind of device and the instructions that made the run.
EncodeOptions exact_options_of_run(const EncodeRecord& record);

/// The options that documents.h5 was made with; `seed` too.
IngestOptions ingest_options_of_run(const StageReader& documents);

}  // namespace thema::finished
