// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "thema/core/error.hpp"
#include "thema/model/bert_layer.hpp"
#include "thema/model/int8_linear.hpp"

namespace thema {

namespace {

// Calls the action with parts of the product and the first row of each, in libtorch's threads.
template <class Action> void for_row_ranges(const kernels::IntegerProduct& whole, const Action& action) {
  constexpr std::int64_t least = 64;
  at::parallel_for(0, whole.rows, least, [&](std::int64_t first, std::int64_t last) {
    kernels::IntegerProduct part = whole;
    part.sums += first * whole.width;
    part.rows = last - first;
    part.step += first;
    part.middle += first;
    action(part, first);
  });
}

class Int8Layer : public BertLayer {
 public:
  Int8Layer(const BertConfig& config, AttentionBackend backend, const BertLayerWeights& weights)
      : config_(config),
        backend_(backend),
        query_key_value_(weights.query_key_value.weight, weights.query_key_value.bias),
        attention_output_(weights.attention_output.weight, weights.attention_output.bias),
        widen_(weights.widen.weight, weights.widen.bias),
        narrow_(weights.narrow.weight, weights.narrow.bias),
        after_attention_(weights.after_attention),
        after_feed_forward_(weights.after_feed_forward) {}

  at::Tensor run(const at::Tensor& x, const PackedTexts& texts) const override {
    const auto read = QuantizedTensor::of(attend_to(QuantizedTensor::of(x), texts));
    const at::Tensor middle = apply_and_normalise(attention_output_, read, x, after_attention_);
    return apply_and_normalise(narrow_, widen(QuantizedTensor::of(middle)), middle, after_feed_forward_);
  }

 private:
  at::Tensor attend_to(const QuantizedTensor& x, const PackedTexts& texts) const {
    const at::Tensor sums = query_key_value_.multiply(x.values);
    at::Tensor read = at::empty({sums.size(0), config_.heads, config_.width / config_.heads}, at::kFloat);
    at::Tensor qkv = at::empty({sums.size(0), 3, read.size(1), read.size(2)}, at::kFloat);
    float* const values = qkv.mutable_data_ptr<float>();
    for_row_ranges(query_key_value_.product(sums, x), [&](const kernels::IntegerProduct& part, std::int64_t first) {
      kernels::dequantize(part, values + first * part.width);
    });
    attend(qkv, texts, backend_, read);
    return read.view({sums.size(0), config_.width});
  }

  QuantizedTensor widen(const QuantizedTensor& x) const {
    const at::Tensor sums = widen_.multiply(x.values);
    QuantizedTensor y(sums.size(0), sums.size(1));
    for_row_ranges(widen_.product(sums, x), [&](const kernels::IntegerProduct& part, std::int64_t first) {
      kernels::gelu_and_quantize(part, y.rows(first));
    });
    return y;
  }

  at::Tensor apply_and_normalise(const Int8Linear& linear, const QuantizedTensor& x, const at::Tensor& residual,
                                 const AffineWeights& norm) const {
    const at::Tensor sums = linear.multiply(x.values);
    at::Tensor y = at::empty_like(residual);
    const kernels::LayerNorm parameters{norm.weight.const_data_ptr<float>(), norm.bias.const_data_ptr<float>(),
                                        config_.width, static_cast<float>(config_.epsilon)};
    const float* const before = residual.const_data_ptr<float>();
    float* const values = y.mutable_data_ptr<float>();
    for_row_ranges(linear.product(sums, x), [&](const kernels::IntegerProduct& part, std::int64_t first) {
      kernels::add_and_normalise(part, before + first * part.width, parameters, values + first * part.width);
    });
    return y;
  }

  BertConfig config_;
  AttentionBackend backend_;
  Int8Linear query_key_value_, attention_output_, widen_, narrow_;
  AffineWeights after_attention_, after_feed_forward_;
};

}  // namespace

std::unique_ptr<BertLayer> make_int8_layer(const BertConfig& config, const EncoderPlacement& placement,
                                           const BertLayerWeights& weights) {
  require(placement.device.kind == Device::Kind::cpu, "8-bit integers are for a CPU");
  return std::make_unique<Int8Layer>(config, placement.attention, weights);
}

}  // namespace thema
