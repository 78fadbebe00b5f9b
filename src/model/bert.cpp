// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert.hpp"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "thema/core/error.hpp"

namespace thema {

namespace {

at::ScalarType scalar_type(StoredType type) {
  switch (type) {
    case StoredType::f32:
      return at::kFloat;
    case StoredType::f16:
      return at::kHalf;
    case StoredType::bf16:
      return at::kBFloat16;
    case StoredType::i64:
      return at::kLong;
  }
  fail("an element type outside its enumeration");
}

at::ScalarType scalar_type(Precision precision) {
  switch (precision) {
    case Precision::fp32:
      return at::kFloat;
    case Precision::bf16:
      return at::kBFloat16;
    case Precision::fp16:
      return at::kHalf;
  }
  fail("a precision outside its enumeration");
}

at::TensorOptions options_of(const EncoderPlacement& placement) {
  const bool cpu = placement.device.kind == Device::Kind::cpu;
  const at::Device device =
      cpu ? at::Device(at::kCPU) : at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(placement.device.index));
  return at::TensorOptions().device(device).dtype(scalar_type(placement.precision));
}

// Parts of a checkpoint that the last hidden state does not need.
bool belongs_to_a_head(const std::string& name) {
  return name.rfind("pooler.", 0) == 0 || name.rfind("cls.", 0) == 0 || name == "embeddings.position_ids";
}

}  // namespace

// Takes tensors out of the file by name and remembers which.
class BertEncoder::Loader {
 public:
  Loader(const SafetensorsFile& file, const EncoderPlacement& placement)
      : file_(file), options_(options_of(placement)) {
    if (file.tensors().contains("bert.embeddings.word_embeddings.weight")) prefix_ = "bert.";
  }

  // fp32 on the CPU.
  at::Tensor raw(const std::string& name, const std::vector<std::int64_t>& shape) {
    const std::string full = prefix_ + name;
    const auto at = file_.tensors().find(full);
    if (at == file_.tensors().end())
      fail_data(fmt::format("{} has no tensor '{}'; a BERT encoder with the layers of its config.json needs it",
                            file_.path().string(), full));
    const StoredTensor& stored = at->second;
    if (stored.shape != shape || stored.type == StoredType::i64)
      fail_data(fmt::format("{}: tensor '{}' has shape {}{}, config.json says {} of floating point",
                            file_.path().string(), full, shape_text(stored.shape),
                            stored.type == StoredType::i64 ? " of int64" : "", shape_text(shape)));
    used_.insert(full);
    const at::Tensor copy = at::empty(shape, scalar_type(stored.type));  // the file's bytes may be unaligned
    std::memcpy(copy.mutable_data_ptr(), stored.data.data(), stored.data.size());
    return copy.to(at::kFloat);
  }

  at::Tensor placed(const at::Tensor& fp32) const { return fp32.to(options_).contiguous(); }

  Norm norm(const std::string& name, std::int64_t width) {
    return {placed(raw(name + ".weight", {width})), placed(raw(name + ".bias", {width}))};
  }
  // Several layers with the same input become one product.
  Linear linear(const std::vector<std::string>& names, std::int64_t in, std::int64_t out) {
    std::vector<at::Tensor> weights, biases;
    for (const std::string& name : names) {
      weights.push_back(raw(name + ".weight", {out, in}));
      biases.push_back(raw(name + ".bias", {out}));
    }
    return {placed(at::cat(weights)), placed(at::cat(biases))};
  }

  void refuse_unused() const {
    for (const auto& [full, tensor] : file_.tensors()) {
      const bool inside = full.rfind(prefix_, 0) == 0;
      const std::string name = inside ? full.substr(prefix_.size()) : full;
      if (used_.contains(full) || belongs_to_a_head(name)) continue;
      fail_data(fmt::format("{}: tensor '{}' has no place in the BERT encoder that config.json describes",
                            file_.path().string(), full));
    }
  }

 private:
  const SafetensorsFile& file_;
  at::TensorOptions options_;
  std::string prefix_;
  std::set<std::string> used_;
};

BertEncoder::BertEncoder(const BertConfig& config, const SafetensorsFile& weights, const EncoderPlacement& placement)
    : config_(config), placement_(placement) {
  const c10::InferenceMode inference;
  Loader load(weights, placement);
  const std::int64_t d = config.width;
  words_ = load.placed(load.raw("embeddings.word_embeddings.weight", {config.vocabulary, d}));
  const at::Tensor types = load.raw("embeddings.token_type_embeddings.weight", {config.token_types, d});
  positions_ = load.placed(load.raw("embeddings.position_embeddings.weight", {config.positions, d}) + types[0]);
  embeddings_norm_ = load.norm("embeddings.LayerNorm", d);
  for (std::int64_t l = 0; l < config.layers; ++l) {
    const std::string at = fmt::format("encoder.layer.{}.", l), self = at + "attention.self.";
    layers_.push_back({load.linear({self + "query", self + "key", self + "value"}, d, d),
                       load.linear({at + "attention.output.dense"}, d, d),
                       load.linear({at + "intermediate.dense"}, d, config.intermediate),
                       load.linear({at + "output.dense"}, config.intermediate, d),
                       load.norm(at + "attention.output.LayerNorm", d), load.norm(at + "output.LayerNorm", d)});
  }
  load.refuse_unused();
}

at::Tensor BertEncoder::normalised(const at::Tensor& x, const Norm& norm) const {
  return at::layer_norm(x, {config_.width}, norm.weight, norm.bias, config_.epsilon);
}

at::Tensor BertEncoder::run_layer(const Layer& layer, const at::Tensor& x, const PackedTexts& texts) const {
  const std::int64_t rows = x.size(0), heads = config_.heads, head_width = config_.width / heads;
  const at::Tensor qkv = layer.query_key_value.apply(x).view({rows, 3, heads, head_width});
  at::Tensor attended = at::empty({rows, heads, head_width}, x.options());
  attended.narrow(0, texts.tokens(), rows - texts.tokens()).zero_();
  attend(qkv, texts, placement_.attention, attended);
  const at::Tensor projected = layer.attention_output.apply(attended.view({rows, config_.width}));
  const at::Tensor middle = normalised(projected.add_(x), layer.after_attention);
  const at::Tensor narrowed = layer.narrow.apply(layer.widen.apply_gelu(middle));
  return normalised(narrowed.add_(middle), layer.after_feed_forward);
}

at::Tensor BertEncoder::forward(const at::Tensor& ids, const at::Tensor& positions, const PackedTexts& texts) const {
  const c10::InferenceMode inference;
  const std::int64_t tokens = ids.size(0), spare = (kRowMultiple - tokens % kRowMultiple) % kRowMultiple;
  const auto rounded_up = [&](const at::Tensor& indices) { return at::constant_pad_nd(indices, {0, spare}); };
  const at::Tensor embedded = words_.index_select(0, rounded_up(ids));
  at::Tensor x = normalised(embedded.add_(positions_.index_select(0, rounded_up(positions))), embeddings_norm_);
  for (const Layer& layer : layers_) x = run_layer(layer, x, texts);
  return x.narrow(0, 0, tokens);
}

}  // namespace thema
