// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "thema/core/device.hpp"
#include "thema/core/reused_memory.hpp"
#include "thema/model/attention.hpp"
#include "thema/model/bert.hpp"

namespace thema {

/// Token ids of several texts one after the other; text i has ids [starts[i], starts[i + 1]).
struct PackedTokens {
  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> starts{0};

  std::int64_t texts() const { return static_cast<std::int64_t>(starts.size()) - 1; }
  std::int32_t length(std::size_t text) const { return starts[text + 1] - starts[text]; }
  void push_back(std::span<const std::int32_t> text) {
    ids.insert(ids.end(), text.begin(), text.end());
    starts.push_back(static_cast<std::int32_t>(ids.size()));
  }
};

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

  std::int64_t width() const { return bert_.config().width; }
  std::int64_t positions() const { return bert_.config().positions; }

  /// rows[texts, width], one unit vector per text. An id outside the vocabulary, a text that is empty or longer than
  /// positions(), and a row that is not finite are Errors.
  void encode(const PackedTokens& tokens, std::span<float> rows);

 private:
  void check(const PackedTokens& tokens) const;

  std::unique_ptr<ReusedMemory> memory_ = std::make_unique<ReusedMemory>();
  std::string origin_;  // of the weights, for messages
  EncoderPlacement placement_;
  BertEncoder bert_;
};

}  // namespace thema
