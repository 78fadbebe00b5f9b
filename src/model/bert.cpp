// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert.hpp"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <fmt/format.h>

#include <string>

#include "thema/core/error.hpp"
#include "thema/model/weight_loader.hpp"

namespace thema {

namespace {

// Queries, keys and values have the same input: their three layers become one product.
AffineWeights query_key_value(WeightLoader& load, const std::string& self, std::int64_t width) {
  const AffineWeights query = load.linear(self + "query", width, width);
  const AffineWeights key = load.linear(self + "key", width, width);
  const AffineWeights value = load.linear(self + "value", width, width);
  return {at::cat({query.weight, key.weight, value.weight}), at::cat({query.bias, key.bias, value.bias})};
}

BertLayerWeights layer_weights(WeightLoader& load, const BertConfig& config, std::int64_t number) {
  const std::int64_t d = config.width;
  const std::string at = fmt::format("encoder.layer.{}.", number);
  BertLayerWeights layer;
  layer.query_key_value = query_key_value(load, at + "attention.self.", d);
  layer.attention_output = load.linear(at + "attention.output.dense", d, d);
  layer.after_attention = load.norm(at + "attention.output.LayerNorm", d);
  layer.widen = load.linear(at + "intermediate.dense", d, config.intermediate);
  layer.narrow = load.linear(at + "output.dense", config.intermediate, d);
  layer.after_feed_forward = load.norm(at + "output.LayerNorm", d);
  return layer;
}

}  // namespace

BertEncoder::BertEncoder(const BertConfig& config, const WeightSource& weights, const EncoderPlacement& placement)
    : config_(config) {
  const c10::InferenceMode inference;
  WeightLoader load(weights);
  const std::int64_t d = config.width;
  const at::TensorOptions options = activation_options(placement);
  words_ = load.tensor("embeddings.word_embeddings.weight", {config.vocabulary, d}).to(options);
  const at::Tensor types = load.tensor("embeddings.token_type_embeddings.weight", {config.token_types, d});
  positions_ = (load.tensor("embeddings.position_embeddings.weight", {config.positions, d}) + types[0]).to(options);
  const AffineWeights norm = load.norm("embeddings.LayerNorm", d);
  embeddings_norm_ = {norm.weight.to(options.device()), norm.bias.to(options.device()), config.epsilon};
  for (std::int64_t l = 0; l < config.layers; ++l)
    layers_.push_back(make_bert_layer(config, placement, layer_weights(load, config, l)));
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
