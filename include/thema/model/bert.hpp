// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include <vector>

#include "thema/core/device.hpp"
#include "thema/model/attention.hpp"
#include "thema/model/encoder_config.hpp"
#include "thema/model/linear.hpp"
#include "thema/model/precision.hpp"
#include "thema/model/safetensors.hpp"

namespace thema {

/// Where and how an encoder computes.
struct EncoderPlacement {
  Device device;
  Precision precision = Precision::fp32;
  AttentionBackend attention = AttentionBackend::math;
};

/// The encoder of Devlin et al., "BERT" (2019), for inference on packed texts: activations are [T, d] over the tokens
/// of all texts, nothing is padded. Weights are held in the placement's precision.
class BertEncoder {
 public:
  /// Weights are named as in a checkpoint of BertModel, all with or all without the prefix "bert.". A missing tensor,
  /// a wrong shape, or one that no part of the encoder uses (but for the pooler, position ids and the heads "cls.*")
  /// is an Error of kind `data` that names file and tensor.
  BertEncoder(const BertConfig& config, const SafetensorsFile& weights, const EncoderPlacement& placement);

  /// Last hidden state [T, d] of the texts with these ids (int64 [T]) and positions within their text (int64 [T]),
  /// both on the device.
  at::Tensor forward(const at::Tensor& ids, const at::Tensor& positions, const PackedTexts& texts) const;

  const BertConfig& config() const { return config_; }

 private:
  struct Norm {
    at::Tensor weight, bias;  // [d]
  };
  struct Layer {
    Linear query_key_value;  // [d, 3 d]
    Linear attention_output;
    Linear widen, narrow;  // the feed-forward part
    Norm after_attention, after_feed_forward;
  };
  class Loader;

  at::Tensor normalised(const at::Tensor& x, const Norm& norm) const;
  at::Tensor run_layer(const Layer& layer, const at::Tensor& x, const PackedTexts& texts) const;

  BertConfig config_;
  EncoderPlacement placement_;
  at::Tensor words_;      // [vocabulary, d]
  at::Tensor positions_;  // [positions, d], token type 0 added: every token has it
  Norm embeddings_norm_;
  std::vector<Layer> layers_;
};

}  // namespace thema
