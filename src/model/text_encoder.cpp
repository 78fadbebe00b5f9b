// SPDX-License-Identifier: Apache-2.0
#include "thema/model/text_encoder.hpp"

#include <ATen/ATen.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <utility>

#include "thema/core/error.hpp"
#include "thema/model/encoder_config.hpp"
#include "thema/model/encoder_memory.hpp"
#include "thema/model/row_operations.hpp"
#include "thema/model/safetensors.hpp"
#include "thema/model/torch_names.hpp"

namespace thema {

namespace {

namespace fs = std::filesystem;

BertEncoder load_bert(const fs::path& folder, const EncoderPlacement& placement) {
  check_pooling(folder);
  const BertConfig config = read_bert_config(folder);
  const SafetensorsFile weights(weights_file(folder));
  return BertEncoder(config, weights, placement);
}

}  // namespace

BatchRounding batch_rounding(Launches launches) {
  if (launches == Launches::as_graphs) return {1024, 64, 64};  // few shapes, each recorded once
  return {};
}

fs::path weights_file(const fs::path& folder) {
  const fs::path file = folder / "model.safetensors";
  if (!fs::exists(file))
    fail_data(file.string() +
              " is missing; weights are read from one safetensors file (a pytorch_model.bin is turned " +
              "into one by save_pretrained of Python's transformers)");
  return file;
}

TextEncoder::TextEncoder(const fs::path& folder, const EncoderPlacement& placement)
    : TextEncoder(folder.string(), placement, load_bert(folder, placement)) {}

TextEncoder::TextEncoder(const BertConfig& config, const WeightSource& weights, const EncoderPlacement& placement)
    : TextEncoder(weights.origin(), placement, BertEncoder(config, weights, placement)) {}

TextEncoder::TextEncoder(std::string origin, const EncoderPlacement& placement, BertEncoder bert)
    : origin_(std::move(origin)),
      placement_(placement),
      bert_(std::move(bert)),
      batches_(std::make_unique<BatchesInFlight>(torch_device(placement.device), origin_)) {
  if (placement.launches == Launches::as_graphs)
    graphs_ = make_encoder_graphs(
        torch_device(placement.device),
        [this](const PackedBatch& batch, const at::Tensor& numbers) { return forward(batch, numbers); });
}

void TextEncoder::check(const PackedTokens& tokens) const {
  for (std::size_t text = 0; text + 1 < tokens.starts.size(); ++text)
    if (tokens.length(text) < 1 || tokens.length(text) > positions())
      fail(fmt::format("a text of {} tokens for an encoder of 1 to {}", tokens.length(text), positions()));
  for (const std::int32_t id : tokens.ids)
    if (id < 0 || id >= bert_.config().vocabulary)
      fail_data(fmt::format("{}: the tokenizer gives id {}, the encoder has {} words", origin_, id,
                            bert_.config().vocabulary));
}

at::Tensor TextEncoder::forward(const PackedBatch& batch, const at::Tensor& numbers) const {
  const BatchShape shape = batch.shape();
  const at::Tensor starts = numbers.narrow(0, 2 * shape.rows, shape.texts + 1);
  const PackedTexts texts{batch.starts(), starts, shape.longest};
  const at::Tensor ids = numbers.narrow(0, 0, shape.rows), positions = numbers.narrow(0, shape.rows, shape.rows);
  return mean_of_tokens(bert_.forward(ids, positions, texts), starts);
}

void TextEncoder::encode(const PackedTokens& tokens, std::span<float> rows) {
  if (tokens.texts() > 0) finish(start(tokens, rows));
}

std::int64_t TextEncoder::start(const PackedTokens& tokens, std::span<float> rows) {
  require(static_cast<std::int64_t>(rows.size()) == tokens.texts() * width(), "one row per text is needed");
  check(tokens);
  const c10::InferenceMode inference;
  const PackedBatch batch(tokens, batch_rounding(placement_.launches));
  try {
    const at::Tensor numbers = batches_->send(batch.numbers());
    return batches_->fetch(graphs_ ? graphs_->run(batch, numbers) : forward(batch, numbers), rows);
  } catch (const c10::OutOfMemoryError&) {
    refuse_batch(batch);
  }
}

void TextEncoder::finish(std::int64_t batch) { batches_->finish(batch); }

void TextEncoder::refuse_batch(const PackedBatch& batch) const {
  at::getDeviceAllocator(torch_device(placement_.device).type())->emptyCache();
  const std::int64_t per_token = activation_bytes_per_token(bert_.config(), placement_.precision);
  const std::int64_t fits = tokens_that_fit(memory_of(placement_.device).free, per_token);
  const std::string allowed = fits >= positions() ? fmt::format("allowed here is an encode.token_budget up to {}", fits)
                                                  : "this device cannot hold a batch of one long text";
  fail_usage(fmt::format("{} has too little memory for a batch of {} tokens, which takes about {} MiB; {}",
                         placement_.device.text(), batch.shape().rows, batch.shape().rows * per_token >> 20, allowed));
}

}  // namespace thema
