// SPDX-License-Identifier: Apache-2.0
#include "thema/finished/run_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include "thema/core/error.hpp"
#include "thema/data/stage_file.hpp"
#include "thema/encode/import_embeddings.hpp"
#include "thema/finished/run_options.hpp"

namespace thema::finished {

namespace {

namespace fs = std::filesystem;

// Lines without which the same text would not be the same tokens, or the tokens not the same row.
constexpr std::array<std::string_view, 7> kModelLines{"encode.weights",   "encode.config",  "encode.tokenizer",
                                                      "encode.length",    "encode.pooling", "encode.prefix",
                                                      "encode.max_length"};

// Lines that say how the work was cut up; without them the rounding may differ, as with the next libraries.
constexpr std::array<std::string_view, 3> kWorkLines{"encode.token_budget", "encode.attention", "encode.launches"};

// Lines that say whether this machine can compute the run's own bits.
constexpr std::array<std::string_view, 2> kMachineLines{"encode.device", "encode.bf16_instructions"};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool has(const std::vector<std::string>& lines, const std::string& line) {
  return std::ranges::find(lines, line) != lines.end();
}

bool is_one_of(const auto& keys, const std::string& line) {
  return std::ranges::find(keys, line.substr(0, line.find(" = "))) != keys.end();
}

// Lines by which another model made the run, "" when there are none; other lines that differ become `differences`.
std::string other_model(const std::vector<std::string>& stored, const std::vector<std::string>& here,
                        std::vector<std::string>& differences) {
  std::string other;
  for (const std::string& line : stored) {
    if (line.rfind("encode.", 0) != 0 || has(here, line)) continue;
    if (is_one_of(kModelLines, line))
      other += fmt::format("  - {}\n", line);
    else if (!is_one_of(kWorkLines, line))
      differences.push_back(line);
  }
  for (const std::string& line : here)
    if (is_one_of(kModelLines, line) && !has(stored, line)) other += fmt::format("  + {}\n", line);
  return other;
}

bool is_machine_of_run(const std::vector<std::string>& stored, const std::vector<std::string>& here) {
  return std::ranges::all_of(
      stored, [&](const std::string& line) { return !is_one_of(kMachineLines, line) || has(here, line); });
}

}  // namespace

FoundEncoder find_run_encoder(Context& context, const fs::path& run, const EncoderNeed& need, Arithmetic arithmetic) {
  const StageReader embeddings(run, "embeddings");
  const EncodeRecord record{embeddings.path(), embeddings.text_attribute("options").value_or(""),
                            lines_of(embeddings.fingerprint())};
  if (has(record.fingerprint, kImportedEmbeddings))
    fail_usage("the embeddings of " + run.string() + " were imported: no encoder is known, so " + need.without +
               need.still);
  const auto moved = [&](EncodeOptions options) {
    if (!need.moved_to.empty()) options.model = need.moved_to.string();
    return options;
  };
  FoundEncoder found;
  found.options = moved(options_of_run(record));
  found.identity = identify_encoder(context, found.options);
  if (arithmetic == Arithmetic::of_run && is_machine_of_run(record.fingerprint, found.identity)) {
    found.options = moved(exact_options_of_run(record));
    found.identity = identify_encoder(context, found.options);
  }
  found.choice = choose_encoder(context, found.options);
  const std::string other = other_model(record.fingerprint, found.identity, found.differences);
  if (!other.empty())
    fail_data(found.choice.model.folder.string() + " is not the encoder that made " + record.file.string() + ", so " +
              need.without + "; " + need.option + " names the folder where it is now. What differs " +
              "(- of the run, + here):\n" + other);
  return found;
}

RunEncoder::RunEncoder(Context& context, const fs::path& run, const EncoderNeed& need)
    : found_(find_run_encoder(context, run, need, Arithmetic::fp32)), definition_(read_tokenizer(folder())) {
  tokenizer_ = std::make_unique<Tokenizer>(definition_);
  encoder_ = std::make_unique<TextEncoder>(folder(), found_.choice.placement);
}

}  // namespace thema::finished
