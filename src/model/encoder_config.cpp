// SPDX-License-Identifier: Apache-2.0
#include "thema/model/encoder_config.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "thema/core/error.hpp"
#include "thema/core/files.hpp"

namespace thema {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// One JSON file of a model's folder; its messages name file and key.
class JsonFile {
 public:
  explicit JsonFile(const fs::path& path) : path_(path) {
    if (!fs::exists(path)) fail_data(path.string() + " is missing: this is not a folder of a Hugging Face encoder");
    root_ = Json::parse(read_text_file(path), nullptr, false);
    if (root_.is_discarded()) fail_data(path.string() + " is not JSON");
  }
  const Json& root() const { return root_; }
  const Json* find(const char* key) const {
    const auto at = root_.find(key);
    return at == root_.end() || at->is_null() ? nullptr : &*at;
  }
  [[noreturn]] void refuse(const std::string& key, const Json* found, const std::string& allowed) const {
    const std::string shown = found ? found->dump(-1, ' ', true, Json::error_handler_t::replace) : "missing";
    fail_data(fmt::format("{}: {} is {}; allowed is {}", path_.string(), key, shown.substr(0, 80), allowed));
  }
  std::int64_t count(const char* key, std::int64_t most) const {
    const Json* found = find(key);
    const bool whole = found && found->is_number_integer();
    if (!whole || found->get<std::int64_t>() < 1 || found->get<std::int64_t>() > most)
      refuse(key, found, fmt::format("a whole number from 1 to {}", most));
    return found->get<std::int64_t>();
  }
  // An absent key stands for `wanted`, the default of every BERT configuration.
  void expect(const char* key, const Json& wanted) const {
    const Json* found = find(key);
    if (found && *found != wanted) refuse(key, found, wanted.dump());
  }

 private:
  fs::path path_;
  Json root_;
};

// "sentence_transformers.models.Pooling" -> "Pooling"; the folders before the class name differ between versions.
std::string class_name(const std::string& type) { return type.substr(type.find_last_of('.') + 1); }

bool is_mean_alone(const JsonFile& pooling) {
  if (const Json* mode = pooling.find("pooling_mode")) return *mode == "mean" || *mode == Json::array({"mean"});
  bool mean = false, other = false;
  for (const auto& [key, value] : pooling.root().items()) {
    if (key.rfind("pooling_mode_", 0) != 0 || !value.is_boolean() || !value.get<bool>()) continue;
    (key == "pooling_mode_mean_tokens" ? mean : other) = true;
  }
  return mean && !other;
}

void check_pooling_config(const fs::path& path) {
  const JsonFile pooling(path);
  if (!pooling.root().is_object()) pooling.refuse("the pooling", &pooling.root(), "an object");
  if (!is_mean_alone(pooling))
    pooling.refuse("the pooling", &pooling.root(), "the mean over all tokens and nothing else");
  pooling.expect("include_prompt", true);
}

}  // namespace

BertConfig read_bert_config(const fs::path& folder) {
  const JsonFile file(folder / "config.json");
  if (!file.root().is_object()) file.refuse("the configuration", &file.root(), "an object");
  if (const Json* type = file.find("model_type"); !type || *type != "bert") file.refuse("model_type", type, "\"bert\"");
  file.expect("hidden_act", "gelu");
  file.expect("position_embedding_type", "absolute");
  file.expect("is_decoder", false);
  file.expect("add_cross_attention", false);
  constexpr std::int64_t most = std::int64_t{1} << 24;
  BertConfig config;
  config.vocabulary = file.count("vocab_size", most);
  config.width = file.count("hidden_size", 1 << 16);
  config.layers = file.count("num_hidden_layers", 1000);
  config.heads = file.count("num_attention_heads", 1 << 12);
  config.intermediate = file.count("intermediate_size", 1 << 18);
  config.positions = file.count("max_position_embeddings", 65535);  // tokens are stored in 16 bits
  config.token_types = file.count("type_vocab_size", most);
  if (config.width % config.heads != 0)
    file.refuse("num_attention_heads", file.find("num_attention_heads"),
                fmt::format("a divisor of hidden_size {}", config.width));
  if (const Json* epsilon = file.find("layer_norm_eps")) {
    if (!epsilon->is_number() || !(epsilon->get<double>() > 0 && epsilon->get<double>() < 1))
      file.refuse("layer_norm_eps", epsilon, "a number between 0 and 1");
    config.epsilon = epsilon->get<double>();
  }
  return config;
}

void check_pooling(const fs::path& folder) {
  if (!fs::exists(folder / "modules.json")) return;
  const JsonFile modules(folder / "modules.json");
  if (!modules.root().is_array()) modules.refuse("the file", &modules.root(), "a list of modules");
  for (const Json& module : modules.root()) {
    const bool described = module.is_object() && module.contains("type") && module["type"].is_string() &&
                           module.contains("path") && module["path"].is_string();
    if (!described) modules.refuse("a module", &module, "an object with type and path");
    const std::string kind = class_name(module["type"].get<std::string>());
    if (kind == "Pooling")
      check_pooling_config(folder / module["path"].get<std::string>() / "config.json");
    else if (kind != "Transformer" && kind != "Normalize")
      modules.refuse("a module's type", &module["type"], "Transformer, Pooling or Normalize");
  }
}

}  // namespace thema
