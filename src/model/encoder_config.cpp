// SPDX-License-Identifier: Apache-2.0
#include "thema/model/encoder_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "thema/core/error.hpp"
#include "thema/model/json_value.hpp"

namespace thema {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Json read_config(const fs::path& path) {
  if (!fs::exists(path)) fail_data(path.string() + " is missing: this is not a folder of a Hugging Face encoder");
  return read_json_file(path);
}

// An absent key stands for `wanted`, the default of every BERT configuration.
void expect(const JsonValue& object, const char* key, const Json& wanted) {
  const auto found = object.find(key);
  if (found && found->json() != wanted) found->refuse(wanted.dump());
}

// "sentence_transformers.models.Pooling" -> "Pooling"; the folders before the class name differ between versions.
std::string class_name(const std::string& type) { return type.substr(type.find_last_of('.') + 1); }

// Newer files name the mode, older ones have a flag for each.
void check_mode(const JsonValue& pooling) {
  const std::string allowed = "the mean over all tokens and nothing else is taken";
  if (const auto mode = pooling.find("pooling_mode")) {
    if (mode->json() != "mean" && mode->json() != Json{"mean"}) mode->refuse("\"mean\": " + allowed);
    return;
  }
  const JsonValue mean = pooling.at("pooling_mode_mean_tokens");
  for (const auto& [key, value] : pooling.json().items())
    if (key.rfind("pooling_mode_", 0) == 0 && key != "pooling_mode_mean_tokens" && value == true)
      pooling.at(key).refuse("false: " + allowed);
  if (mean.json() != true) mean.refuse("true: " + allowed);
}

void check_pooling_config(const fs::path& path) {
  if (!fs::exists(path)) fail_data(path.string() + " is missing; modules.json names it");
  const Json json = read_json_file(path);
  const JsonValue pooling(json, path);
  check_mode(pooling);
  expect(pooling, "include_prompt", true);
}

}  // namespace

BertConfig read_bert_config(const fs::path& folder) {
  const fs::path path = folder / "config.json";
  const Json json = read_config(path);
  const JsonValue file(json, path);
  if (const auto type = file.at("model_type"); type.json() != "bert") type.refuse("\"bert\"");
  expect(file, "hidden_act", "gelu");
  expect(file, "position_embedding_type", "absolute");
  expect(file, "is_decoder", false);
  expect(file, "add_cross_attention", false);
  constexpr std::int64_t most = std::int64_t{1} << 24;
  BertConfig config;
  config.vocabulary = file.at("vocab_size").count(1, most);
  config.width = file.at("hidden_size").count(1, 1 << 16);
  config.layers = file.at("num_hidden_layers").count(1, 1000);
  config.heads = file.at("num_attention_heads").count(1, 1 << 12);
  config.intermediate = file.at("intermediate_size").count(1, 1 << 18);
  config.positions = file.at("max_position_embeddings").count(1, 65535);  // tokens are stored in 16 bits
  config.token_types = file.at("type_vocab_size").count(1, most);
  if (config.width % config.heads != 0)
    file.at("num_attention_heads").refuse(fmt::format("a divisor of hidden_size {}", config.width));
  if (const auto epsilon = file.find("layer_norm_eps")) {
    const Json& value = epsilon->json();
    if (!value.is_number() || !(value.get<double>() > 0 && value.get<double>() < 1))
      epsilon->refuse("a number between 0 and 1");
    config.epsilon = value.get<double>();
  }
  return config;
}

namespace {

// A module's own folder inside the model's; the path comes from the file and leads nowhere else.
fs::path folder_of_module(const fs::path& folder, const JsonValue& module) {
  const JsonValue value = module.at("path");
  const fs::path path = value.text();
  if (path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end())
    value.refuse("a folder inside the model's");
  return folder / path;
}

}  // namespace

std::vector<fs::path> pooling_files(const fs::path& folder) {
  const fs::path path = folder / "modules.json";
  if (!fs::exists(path)) return {};
  std::vector<fs::path> files{path};
  const Json json = read_json_file(path);
  for (const JsonValue& module : JsonValue(json, path).elements()) {
    const std::string kind = class_name(module.at("type").text());
    if (kind == "Pooling")
      files.push_back(folder_of_module(folder, module) / "config.json");
    else if (kind != "Transformer" && kind != "Normalize")
      module.at("type").refuse("Transformer, Pooling or Normalize");
  }
  return files;
}

void check_pooling(const fs::path& folder) {
  const std::vector<fs::path> files = pooling_files(folder);
  for (std::size_t i = 1; i < files.size(); ++i) check_pooling_config(files[i]);  // modules.json is the first
}

}  // namespace thema
