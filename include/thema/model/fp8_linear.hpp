// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include "thema/model/linear.hpp"

namespace thema {

/// Rows in 8-bit floating point: x is about values * scale.
struct Fp8Rows {
  at::Tensor values;  // e4m3 [T, width]
  at::Tensor scale;   // fp32 [T, 1]
};
Fp8Rows quantize_to_fp8(const at::Tensor& x);

/// y = x W^T + b with W and x in 8-bit floating point (e4m3: Micikevicius et al., "FP8 formats for deep learning",
/// 2022), each row of both scaled by its own largest magnitude ("per channel" and "per token"), sums in fp32, y in
/// bf16. For GPUs of compute capability 8.9 or newer.
class Fp8Linear {
 public:
  /// weight [out, in] and bias [out] as in a checkpoint, of any floating type, on the device.
  Fp8Linear(const at::Tensor& weight, const at::Tensor& bias);

  at::Tensor multiply(const Fp8Rows& x) const;                  ///< bf16 [T, out]
  at::Tensor apply(const at::Tensor& x) const;                  ///< x bf16 [T, in] -> bf16 [T, out]
  at::Tensor apply_gelu(const at::Tensor& x, Gelu form) const;  ///< GELU of `apply`

 private:
  at::Tensor weight_;  // e4m3 [out, in]
  at::Tensor scale_;   // fp32 [1, out]
  at::Tensor bias_;    // bf16 [out]
};

}  // namespace thema
