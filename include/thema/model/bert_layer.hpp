// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include <memory>

#include "thema/model/attention.hpp"
#include "thema/model/encoder_config.hpp"
#include "thema/model/encoder_placement.hpp"
#include "thema/model/weight_loader.hpp"

namespace thema {

/// One layer of a BERT encoder as its checkpoint has it, fp32 and on the CPU; queries, keys and values are one linear
/// layer with weight [3 d, d].
struct BertLayerWeights {
  AffineWeights query_key_value, attention_output, after_attention;
  AffineWeights widen, narrow, after_feed_forward;
};

/// Attention and feed-forward part with their residual connections and norms.
class BertLayer {
 public:
  virtual ~BertLayer() = default;

  /// x [T, d] of the texts' tokens, of the placement's activation type; the hidden states after the layer.
  virtual at::Tensor run(const at::Tensor& x, const PackedTexts& texts) const = 0;
};

/// Matrix products in 8-bit integers, on the CPU; everything between them, the hidden states included, in fp32.
std::unique_ptr<BertLayer> make_int8_layer(const BertConfig& config, const EncoderPlacement& placement,
                                           const BertLayerWeights& weights);

/// The layer of the placement's precision: weights and activations in fp32, bf16 or fp16; the matrix products alone in
/// 8 bits for fp8, and for int8 as make_int8_layer.
std::unique_ptr<BertLayer> make_bert_layer(const BertConfig& config, const EncoderPlacement& placement,
                                           const BertLayerWeights& weights);

/// Type and device of the activations between layers.
at::TensorOptions activation_options(const EncoderPlacement& placement);

}  // namespace thema
