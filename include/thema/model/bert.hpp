// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

#include "thema/model/bert_layer.hpp"
#include "thema/model/encoder_config.hpp"
#include "thema/model/encoder_placement.hpp"
#include "thema/model/row_operations.hpp"
#include "thema/model/weight_source.hpp"

namespace thema {

/// The encoder of Devlin et al., "BERT" (2019), for inference on packed texts: activations are [T, d] over the tokens
/// of all texts, nothing is padded. Weights are held in the placement's precision.
class BertEncoder {
 public:
  /// Weights are named as in a checkpoint of BertModel, all with or all without the prefix "bert.". A missing tensor,
  /// a wrong shape, or one that no part of the encoder uses (but for the pooler, position ids and the heads "cls.*")
  /// is an Error of kind `data` that names file and tensor.
  BertEncoder(const BertConfig& config, const WeightSource& weights, const EncoderPlacement& placement);

  /// Last hidden state [T, d], of the placement's activation type, of the texts with these ids (int32 [T]) and
  /// positions within their text (int32 [T]), both on the device. A multiple of 64 tokens is fastest: packed_batch.hpp.
  at::Tensor forward(const at::Tensor& ids, const at::Tensor& positions, const PackedTexts& texts) const;

  const BertConfig& config() const { return config_; }

 private:
  BertConfig config_;
  at::Tensor words_;      // [vocabulary, d]
  at::Tensor positions_;  // [positions, d], token type 0 added: every token has it
  NormWeights embeddings_norm_;
  std::vector<std::unique_ptr<BertLayer>> layers_;
};

}  // namespace thema
