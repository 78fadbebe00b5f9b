// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/run_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include "thema/core/error.hpp"
#include "thema/data/stage_file.hpp"
#include "thema/encode/encoder_choice.hpp"
#include "thema/encode/import_embeddings.hpp"
#include "thema/explain/run_options.hpp"
#include "thema/model/safetensors.hpp"

namespace thema::explanation {

namespace {

namespace fs = std::filesystem;

// Lines without which the same text would not be the same tokens, or the tokens not the same row.
constexpr std::array<std::string_view, 7> kModelLines{"encode.weights",   "encode.config",  "encode.tokenizer",
                                                      "encode.length",    "encode.pooling", "encode.prefix",
                                                      "encode.max_length"};

// Lines that say how the work was cut up; without them the rounding may differ, as with the next libraries.
constexpr std::array<std::string_view, 3> kWorkLines{"encode.token_budget", "encode.attention", "encode.launches"};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string key_of(const std::string& line) { return line.substr(0, line.find(" = ")); }

bool is_one_of(const auto& keys, const std::string& line) {
  return std::ranges::find(keys, key_of(line)) != keys.end();
}

}  // namespace

RunEncoder::RunEncoder(Context& context, const fs::path& run, const std::string& moved_to) {
  const StageReader embeddings(run, "embeddings");
  const std::vector<std::string> stored = lines_of(embeddings.fingerprint());
  if (std::ranges::find(stored, kImportedEmbeddings) != stored.end())
    fail_usage("the embeddings of " + run.string() + " were imported: no encoder is known, so nothing can be said of " +
               "words; the margin and the nearest papers can be explained, by --id");
  EncodeOptions options =
      options_of_run({embeddings.path(), embeddings.text_attribute("options").value_or(""), stored});
  if (!moved_to.empty()) options.model = moved_to;
  const std::vector<std::string> here = identify_encoder(context, options);
  const EncoderChoice choice = choose_encoder(context, options);
  std::string other;
  for (const std::string& line : stored) {
    if (line.rfind("encode.", 0) != 0 || std::ranges::find(here, line) != here.end()) continue;
    if (is_one_of(kModelLines, line))
      other += fmt::format("  - {}\n", line);
    else if (!is_one_of(kWorkLines, line))
      differences_.push_back(line);
  }
  for (const std::string& line : here)
    if (is_one_of(kModelLines, line) && std::ranges::find(stored, line) == stored.end())
      other += fmt::format("  + {}\n", line);
  if (!other.empty())
    fail_data(choice.model.folder.string() + " is not the encoder that made " + embeddings.path().string() +
              ", so nothing can be said of words; explain.model names the folder where it is now. What differs " +
              "(- of the run, + here):\n" + other);
  model_ = choice.model.name;
  prefix_ = choice.prefix;
  max_length_ = choice.max_length;
  token_budget_ = choice.token_budget;
  definition_ = read_tokenizer(choice.model.folder);
  tokenizer_ = std::make_unique<Tokenizer>(definition_);
  reader_ = std::make_unique<TextReader>(definition_, *tokenizer_, prefix_, max_length_);
  encoder_ = std::make_unique<TextEncoder>(choice.model.folder, choice.placement);
  const SafetensorsFile weights(weights_file(choice.model.folder));
  gradient_ = std::make_unique<BertGradient>(choice.config, weights, context.device);
}

std::int32_t RunEncoder::id_of(const std::string& token, const std::string& option) const {
  for (const AddedToken& added : definition_.added_tokens)
    if (added.content == token) return added.id;
  for (const auto& [text, id] : definition_.vocabulary.ids)
    if (text == token) return id;
  fail_usage(option + " needs the token " + token + ", which the vocabulary of " + model_ + " does not have");
}

std::string RunEncoder::piece(std::int32_t id) const {
  for (const auto& [text, known] : definition_.vocabulary.ids)
    if (known == id) return text;
  for (const AddedToken& added : definition_.added_tokens)
    if (added.id == id) return added.content;
  return fmt::format("[{}]", id);
}

}  // namespace thema::explanation
