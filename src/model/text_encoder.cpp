// SPDX-License-Identifier: Apache-2.0
#include "thema/model/text_encoder.hpp"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "thema/core/error.hpp"
#include "thema/kernels/pooling.hpp"
#include "thema/model/encoder_config.hpp"
#include "thema/model/safetensors.hpp"

namespace thema {

namespace {

namespace fs = std::filesystem;

BertEncoder load_bert(const fs::path& folder, const EncoderPlacement& placement) {
  check_pooling(folder);
  const BertConfig config = read_bert_config(folder);
  const SafetensorsFile weights(weights_file(folder));
  return BertEncoder(config, weights, placement);
}

at::Device torch_device(const Device& device) {
  if (device.kind == Device::Kind::cpu) return at::kCPU;
  return {at::kCUDA, static_cast<c10::DeviceIndex>(device.index)};
}

template <class T> at::Tensor on_device(std::span<const T> values, at::ScalarType type, const at::Device& device) {
  const auto count = static_cast<std::int64_t>(values.size());
  return at::from_blob(const_cast<T*>(values.data()), {count}, at::CppTypeToScalarType<T>::value).to(device, type);
}

std::vector<std::int32_t> positions_within(std::span<const std::int32_t> starts) {
  std::vector<std::int32_t> positions;
  positions.reserve(static_cast<std::size_t>(starts.back()));
  for (std::size_t text = 0; text + 1 < starts.size(); ++text)
    for (std::int32_t p = 0; p < starts[text + 1] - starts[text]; ++p) positions.push_back(p);
  return positions;
}

}  // namespace

fs::path weights_file(const fs::path& folder) {
  const fs::path file = folder / "model.safetensors";
  if (!fs::exists(file))
    fail_data(file.string() +
              " is missing; weights are read from one safetensors file (a pytorch_model.bin is turned " +
              "into one by save_pretrained of Python's transformers)");
  return file;
}

TextEncoder::TextEncoder(const fs::path& folder, const EncoderPlacement& placement)
    : origin_(folder.string()), placement_(placement), bert_(load_bert(folder, placement)) {}

TextEncoder::TextEncoder(const BertConfig& config, const WeightSource& weights, const EncoderPlacement& placement)
    : origin_(weights.origin()), placement_(placement), bert_(config, weights, placement) {}

void TextEncoder::check(const PackedTokens& tokens) const {
  for (std::size_t text = 0; text + 1 < tokens.starts.size(); ++text)
    if (tokens.length(text) < 1 || tokens.length(text) > positions())
      fail(fmt::format("a text of {} tokens for an encoder of 1 to {}", tokens.length(text), positions()));
  for (const std::int32_t id : tokens.ids)
    if (id < 0 || id >= bert_.config().vocabulary)
      fail_data(fmt::format("{}: the tokenizer gives id {}, the encoder has {} words", origin_, id,
                            bert_.config().vocabulary));
}

void TextEncoder::encode(const PackedTokens& tokens, std::span<float> rows) {
  require(static_cast<std::int64_t>(rows.size()) == tokens.texts() * width(), "one row per text is needed");
  check(tokens);
  if (tokens.texts() == 0) return;
  const c10::InferenceMode inference;
  const at::Device device = torch_device(placement_.device);
  PackedTexts texts{tokens.starts, on_device<std::int32_t>(tokens.starts, at::kInt, device), 0};
  for (std::size_t text = 0; text + 1 < tokens.starts.size(); ++text)
    texts.longest = std::max<std::int64_t>(texts.longest, tokens.length(text));
  const auto positions = positions_within(tokens.starts);
  const at::Tensor hidden = bert_
                                .forward(on_device<std::int32_t>(tokens.ids, at::kLong, device),
                                         on_device<std::int32_t>(positions, at::kLong, device), texts)
                                .to(at::kFloat)
                                .contiguous();
  const at::Tensor pooled = at::empty({tokens.texts(), width()}, hidden.options());
  kernels::mean_of_tokens(hidden.const_data_ptr<float>(), texts.device_starts.const_data_ptr<std::int32_t>(),
                          tokens.texts(), width(), pooled.mutable_data_ptr<float>());
  at::from_blob(rows.data(), {tokens.texts(), width()}, at::kFloat).copy_(pooled);
  for (const float value : rows)
    if (!std::isfinite(value)) fail(origin_ + ": the encoder gave a number that is not finite");
}

}  // namespace thema
