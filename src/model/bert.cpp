// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert.hpp"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "thema/core/error.hpp"

namespace thema {

namespace {

// Parts of a checkpoint that the last hidden state does not need.
bool belongs_to_a_head(const std::string& name) {
  return name.rfind("pooler.", 0) == 0 || name.rfind("cls.", 0) == 0 || name == "embeddings.position_ids";
}

}  // namespace

// Takes tensors out of their source by name and remembers which.
class BertEncoder::Loader {
 public:
  explicit Loader(const WeightSource& source) : source_(source), shapes_(source.shapes()) {
    if (shapes_.contains("bert.embeddings.word_embeddings.weight")) prefix_ = "bert.";
  }

  // fp32 on the CPU.
  at::Tensor raw(const std::string& name, const std::vector<std::int64_t>& shape) {
    const std::string full = prefix_ + name;
    const auto at = shapes_.find(full);
    if (at == shapes_.end())
      fail_data(fmt::format("{} has no tensor '{}'; a BERT encoder with the layers of its config.json needs it",
                            source_.origin(), full));
    const WeightShape& stored = at->second;
    if (stored.extents != shape || stored.type == StoredType::i64)
      fail_data(fmt::format("{}: tensor '{}' has shape {}{}, config.json says {} of floating point", source_.origin(),
                            full, shape_text(stored.extents), stored.type == StoredType::i64 ? " of int64" : "",
                            shape_text(shape)));
    used_.insert(full);
    const at::Tensor values = at::empty(shape, at::kFloat);
    source_.read(full, {values.mutable_data_ptr<float>(), static_cast<std::size_t>(values.numel())});
    return values;
  }

  AffineWeights norm(const std::string& name, std::int64_t width) {
    return {raw(name + ".weight", {width}), raw(name + ".bias", {width})};
  }
  // Several layers with the same input become one product.
  AffineWeights linear(const std::vector<std::string>& names, std::int64_t in, std::int64_t out) {
    std::vector<at::Tensor> weights, biases;
    for (const std::string& name : names) {
      weights.push_back(raw(name + ".weight", {out, in}));
      biases.push_back(raw(name + ".bias", {out}));
    }
    return {at::cat(weights), at::cat(biases)};
  }
  BertLayerWeights layer(const BertConfig& config, std::int64_t number) {
    const std::int64_t d = config.width, wide = config.intermediate;
    const std::string at = fmt::format("encoder.layer.{}.", number), self = at + "attention.self.";
    return {linear({self + "query", self + "key", self + "value"}, d, d),
            linear({at + "attention.output.dense"}, d, d),
            norm(at + "attention.output.LayerNorm", d),
            linear({at + "intermediate.dense"}, d, wide),
            linear({at + "output.dense"}, wide, d),
            norm(at + "output.LayerNorm", d)};
  }

  void refuse_unused() const {
    for (const auto& [full, shape] : shapes_) {
      const bool inside = full.rfind(prefix_, 0) == 0;
      const std::string name = inside ? full.substr(prefix_.size()) : full;
      if (used_.contains(full) || belongs_to_a_head(name)) continue;
      fail_data(fmt::format("{}: tensor '{}' has no place in the BERT encoder that config.json describes",
                            source_.origin(), full));
    }
  }

 private:
  const WeightSource& source_;
  WeightShapes shapes_;
  std::string prefix_;
  std::set<std::string> used_;
};

BertEncoder::BertEncoder(const BertConfig& config, const WeightSource& weights, const EncoderPlacement& placement)
    : config_(config) {
  const c10::InferenceMode inference;
  Loader load(weights);
  const std::int64_t d = config.width;
  const at::TensorOptions options = activation_options(placement);
  words_ = load.raw("embeddings.word_embeddings.weight", {config.vocabulary, d}).to(options);
  const at::Tensor types = load.raw("embeddings.token_type_embeddings.weight", {config.token_types, d});
  positions_ = (load.raw("embeddings.position_embeddings.weight", {config.positions, d}) + types[0]).to(options);
  const AffineWeights norm = load.norm("embeddings.LayerNorm", d);
  embeddings_norm_ = {norm.weight.to(options.device()), norm.bias.to(options.device()), config.epsilon};
  for (std::int64_t l = 0; l < config.layers; ++l)
    layers_.push_back(make_bert_layer(config, placement, load.layer(config, l)));
  load.refuse_unused();
}

at::Tensor BertEncoder::forward(const at::Tensor& ids, const at::Tensor& positions, const PackedTexts& texts) const {
  const c10::InferenceMode inference;
  require(ids.size(0) == texts.tokens(), "ids that are not those of the texts");
  at::Tensor x = embed_and_normalise(words_, ids, positions_, positions, embeddings_norm_);
  for (const auto& layer : layers_) x = layer->run(x, texts);
  return x;
}

}  // namespace thema
