// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "thema/core/device.hpp"
#include "thema/model/attention.hpp"
#include "thema/model/batches_in_flight.hpp"
#include "thema/model/bert.hpp"
#include "thema/model/encoder_graphs.hpp"
#include "thema/model/packed_batch.hpp"
#include "thema/model/packed_tokens.hpp"

namespace thema {

/// How batches are rounded up.
BatchRounding batch_rounding(Launches launches);

/// File with the weights inside a model's folder.
std::filesystem::path weights_file(const std::filesystem::path& folder);

/// A sentence encoder out of a Hugging Face folder (config.json, model.safetensors, sentence-transformers' files):
/// BERT, mean over the tokens, unit L2 norm; the last two in fp32 and wider whatever the precision.
class TextEncoder {
 public:
  /// A folder that is not such an encoder is an Error of kind `data` that says which file and what in it.
  TextEncoder(const std::filesystem::path& folder, const EncoderPlacement& placement);
  /// An encoder of this shape with weights from elsewhere, such as RandomWeights.
  TextEncoder(const BertConfig& config, const WeightSource& weights, const EncoderPlacement& placement);

  TextEncoder(const TextEncoder&) = delete;
  TextEncoder& operator=(const TextEncoder&) = delete;

  std::int64_t width() const { return bert_.config().width; }
  std::int64_t positions() const { return bert_.config().positions; }

  /// rows[texts, width], one unit vector per text. An id outside the vocabulary, a text that is empty or longer than
  /// positions(), a row that is not finite, and a GPU's memory that is too small are Errors.
  void encode(const PackedTokens& tokens, std::span<float> rows);

  /// The same in two parts, so that a GPU need not wait for the host: the number of the batch, and when finish() of it
  /// returns the rows are there. On a CPU they are there at once. At least one text.
  std::int64_t start(const PackedTokens& tokens, std::span<float> rows);
  void finish(std::int64_t batch);

 private:
  TextEncoder(std::string origin, const EncoderPlacement& placement, BertEncoder bert);
  void check(const PackedTokens& tokens) const;
  at::Tensor forward(const PackedBatch& batch, const at::Tensor& numbers) const;
  [[noreturn]] void refuse_batch(const PackedBatch& batch) const;

  std::string origin_;  // of the weights, for messages
  EncoderPlacement placement_;
  BertEncoder bert_;
  std::unique_ptr<BatchesInFlight> batches_;
  std::unique_ptr<EncoderGraphs> graphs_;  // none: kernels are launched one by one
};

}  // namespace thema
