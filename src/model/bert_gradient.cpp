// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert_gradient.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "thema/core/error.hpp"
#include "thema/model/torch_names.hpp"

namespace thema {

namespace {

at::TensorOptions fp32_on(const Device& device) {
  return at::TensorOptions().device(torch_device(device)).dtype(at::kFloat);
}

at::Tensor copy_of(std::span<const float> values, const at::TensorOptions& options) {
  return at::from_blob(const_cast<float*>(values.data()), {static_cast<std::int64_t>(values.size())}, at::kFloat)
      .to(options, /*non_blocking=*/false, /*copy=*/true);
}

at::Tensor unit_rows(const at::Tensor& rows) { return rows / rows.norm(2, -1, /*keepdim=*/true); }

}  // namespace

BertGradient::BertGradient(const BertConfig& config, const WeightSource& weights, const Device& device)
    : config_(config), options_(fp32_on(device)) {
  WeightLoader load(weights);
  const auto placed = [&](const AffineWeights& x) { return AffineWeights{x.weight.to(options_), x.bias.to(options_)}; };
  const auto linear = [&](const std::string& name, std::int64_t in, std::int64_t out) {
    return placed(load.linear(name, in, out));
  };
  const auto norm = [&](const std::string& name) { return placed(load.norm(name, config.width)); };
  const std::int64_t d = config.width;
  words_ = load.tensor("embeddings.word_embeddings.weight", {config.vocabulary, d}).to(options_);
  const at::Tensor types = load.tensor("embeddings.token_type_embeddings.weight", {config.token_types, d}).to(options_);
  positions_ = load.tensor("embeddings.position_embeddings.weight", {config.positions, d}).to(options_) + types[0];
  embeddings_norm_ = norm("embeddings.LayerNorm");
  for (std::int64_t l = 0; l < config.layers; ++l) {
    const std::string at = fmt::format("encoder.layer.{}.", l), self = at + "attention.self.";
    layers_.push_back({linear(self + "query", d, d), linear(self + "key", d, d), linear(self + "value", d, d),
                       linear(at + "attention.output.dense", d, d),
                       linear(at + "intermediate.dense", d, config.intermediate),
                       linear(at + "output.dense", config.intermediate, d), norm(at + "attention.output.LayerNorm"),
                       norm(at + "output.LayerNorm")});
  }
}

at::Tensor BertGradient::word_embeddings(std::span<const std::int32_t> ids) const {
  for (const std::int32_t id : ids)
    if (id < 0 || id >= config_.vocabulary) fail(fmt::format("id {} of {} words", id, config_.vocabulary));
  const at::Tensor rows =
      at::from_blob(const_cast<std::int32_t*>(ids.data()), {static_cast<std::int64_t>(ids.size())}, at::kInt);
  return words_.index_select(0, rows.to(at::kLong).to(options_.device()));
}

at::Tensor BertGradient::normalised(const at::Tensor& x, const AffineWeights& norm) const {
  return at::layer_norm(x, {config_.width}, norm.weight, norm.bias, config_.epsilon);
}

// [n, T, d] -> [n, H, T, D]
at::Tensor BertGradient::heads_of(const AffineWeights& projection, const at::Tensor& x) const {
  return at::linear(x, projection.weight, projection.bias)
      .view({x.size(0), x.size(1), config_.heads, config_.width / config_.heads})
      .transpose(1, 2);
}

// softmax(Q K^T / sqrt(D)), [n, H, T, T]
at::Tensor BertGradient::attention_of(const Layer& layer, const at::Tensor& x) const {
  const double scale = 1 / std::sqrt(static_cast<double>(config_.width / config_.heads));
  const at::Tensor scores = at::matmul(heads_of(layer.query, x), heads_of(layer.key, x).transpose(-2, -1));
  return at::softmax(scores * scale, -1);
}

at::Tensor BertGradient::after(const Layer& layer, const at::Tensor& x, const at::Tensor& attention) const {
  const at::Tensor mixed = at::matmul(attention, heads_of(layer.value, x)).transpose(1, 2).reshape(x.sizes());
  const at::Tensor middle = normalised(
      at::linear(mixed, layer.attention_output.weight, layer.attention_output.bias) + x, layer.after_attention);
  const at::Tensor wide = at::gelu(at::linear(middle, layer.widen.weight, layer.widen.bias));
  return normalised(at::linear(wide, layer.narrow.weight, layer.narrow.bias) + middle, layer.after_feed_forward);
}

BertGradient::Pass BertGradient::forward(const at::Tensor& words, std::span<const std::int64_t> layers) const {
  require(words.dim() == 3 && words.size(2) == config_.width, "word embeddings [n, T, d] are needed");
  require(words.size(1) >= 1 && words.size(1) <= config_.positions, "a text of a length the encoder does not take");
  Pass pass;
  at::Tensor x = normalised(words + positions_.narrow(0, 0, words.size(1)), embeddings_norm_);
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const at::Tensor attention = attention_of(layers_[l], x);
    x = after(layers_[l], x, attention);
    if (std::ranges::find(layers, static_cast<std::int64_t>(l)) != layers.end()) pass.attention.push_back(attention);
  }
  pass.hidden = x;
  return pass;
}

BertGradient::Gradient BertGradient::score_and_gradient(const at::Tensor& words, const EmbeddingScore& score) const {
  const at::Tensor leaf = words.detach().clone().set_requires_grad(true);
  at::Tensor embedding = unit_rows(forward(leaf, {}).hidden.mean(1));
  if (!score.shift.empty()) embedding = unit_rows(embedding - copy_of(score.shift, options_));
  const at::Tensor scores = at::mv(embedding, copy_of(score.direction, options_));
  // Each score depends on its own text alone, so the gradient of their sum holds the gradient of each.
  scores.sum().backward();
  return {scores.detach(), leaf.grad()};
}

}  // namespace thema
