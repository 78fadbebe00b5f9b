// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include <memory>

#include "thema/model/attention.hpp"
#include "thema/model/encoder_config.hpp"
#include "thema/model/encoder_placement.hpp"

namespace thema {

/// A linear layer's weight [out, in] and bias [out], or a norm's [d] and [d]; fp32, on the CPU.
struct AffineWeights {
  at::Tensor weight, bias;
};

/// One layer of a BERT encoder as its checkpoint has it; queries, keys and values are one linear layer [d, 3 d].
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

/// Weights and activations in fp32, bf16 or fp16; for fp8 the matrix products alone in 8 bits.
std::unique_ptr<BertLayer> make_float_layer(const BertConfig& config, const EncoderPlacement& placement,
                                            const BertLayerWeights& weights);

/// Matrix products in 8-bit integers, on the CPU; everything between them, the hidden states included, in fp32.
std::unique_ptr<BertLayer> make_int8_layer(const BertConfig& config, const EncoderPlacement& placement,
                                           const BertLayerWeights& weights);

/// The one of the two that the placement's precision asks for.
std::unique_ptr<BertLayer> make_bert_layer(const BertConfig& config, const EncoderPlacement& placement,
                                           const BertLayerWeights& weights);

/// Type and device of the activations between layers.
at::TensorOptions activation_options(const EncoderPlacement& placement);

}  // namespace thema
