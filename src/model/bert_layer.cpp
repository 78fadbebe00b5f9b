// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert_layer.hpp"

#include <ATen/ATen.h>

#include "thema/model/fp8_linear.hpp"
#include "thema/model/linear.hpp"
#include "thema/model/row_operations.hpp"
#include "thema/model/torch_names.hpp"

namespace thema {

namespace {

template <class LinearLayer> class FloatLayer : public BertLayer {
 public:
  FloatLayer(const BertConfig& config, const EncoderPlacement& placement, const BertLayerWeights& weights)
      : config_(config),
        backend_(placement.attention),
        gelu_(placement.gelu),
        query_key_value_(linear(placement, weights.query_key_value)),
        attention_output_(linear(placement, weights.attention_output)),
        widen_(linear(placement, weights.widen)),
        narrow_(linear(placement, weights.narrow)),
        after_attention_(norm(placement, weights.after_attention)),
        after_feed_forward_(norm(placement, weights.after_feed_forward)) {}

  at::Tensor run(const at::Tensor& x, const PackedTexts& texts) const override {
    const at::Tensor qkv = query_key_value_.apply(x);
    at::Tensor read = at::empty({x.size(0), config_.heads, config_.width / config_.heads}, x.options());
    attend(qkv.view({x.size(0), 3, read.size(1), read.size(2)}), texts, backend_, read);
    const at::Tensor middle = add_and_normalise(attention_output_.apply(read.reshape(x.sizes())), x, after_attention_);
    return add_and_normalise(narrow_.apply(widen_.apply_gelu(middle, gelu_)), middle, after_feed_forward_);
  }

 private:
  static LinearLayer linear(const EncoderPlacement& placement, const AffineWeights& weights) {
    const at::TensorOptions options = activation_options(placement);
    return {weights.weight.to(options), weights.bias.to(options)};
  }
  NormWeights norm(const EncoderPlacement& placement, const AffineWeights& weights) const {
    const at::Device device = torch_device(placement.device);
    return {weights.weight.to(device), weights.bias.to(device), config_.epsilon};
  }

  BertConfig config_;
  AttentionBackend backend_;
  Gelu gelu_;
  LinearLayer query_key_value_, attention_output_, widen_, narrow_;
  NormWeights after_attention_, after_feed_forward_;
};

}  // namespace

at::TensorOptions activation_options(const EncoderPlacement& placement) {
  return at::TensorOptions().device(torch_device(placement.device)).dtype(activation_type(placement.precision));
}

std::unique_ptr<BertLayer> make_bert_layer(const BertConfig& config, const EncoderPlacement& placement,
                                           const BertLayerWeights& weights) {
  if (placement.precision == Precision::int8) return make_int8_layer(config, placement, weights);
  if (placement.precision == Precision::fp8) return std::make_unique<FloatLayer<Fp8Linear>>(config, placement, weights);
  return std::make_unique<FloatLayer<Linear>>(config, placement, weights);
}

}  // namespace thema
