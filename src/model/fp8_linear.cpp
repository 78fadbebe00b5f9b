// SPDX-License-Identifier: Apache-2.0
#include "thema/model/fp8_linear.hpp"

#include <ATen/ATen.h>

namespace thema {

namespace {

constexpr double kLargest = 448;       // of e4m3
constexpr double kLeastScale = 1e-12;  // a row of zeros

}  // namespace

Fp8Rows quantize_to_fp8(const at::Tensor& x) {
  const at::Tensor wide = x.to(at::kFloat);
  const at::Tensor scale = wide.abs().amax(1, /*keepdim=*/true).div_(kLargest).clamp_min_(kLeastScale);
  return {wide.div(scale).to(at::kFloat8_e4m3fn), scale};
}

Fp8Linear::Fp8Linear(const at::Tensor& weight, const at::Tensor& bias) : bias_(bias.to(at::kBFloat16)) {
  const Fp8Rows rows = quantize_to_fp8(weight);
  weight_ = rows.values;
  scale_ = rows.scale.t().contiguous();
}

at::Tensor Fp8Linear::multiply(const Fp8Rows& x) const {
  const std::optional<at::Tensor> no_scale_of_the_result;
  return at::_scaled_mm(x.values, weight_.t(), x.scale, scale_, bias_, no_scale_of_the_result, at::kBFloat16,
                        /*use_fast_accum=*/true);
}

at::Tensor Fp8Linear::apply(const at::Tensor& x) const { return multiply(quantize_to_fp8(x)); }

at::Tensor Fp8Linear::apply_gelu(const at::Tensor& x, Gelu form) const {
  return at::gelu(apply(x), approximation_of(form));
}

}  // namespace thema
