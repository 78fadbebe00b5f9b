// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include <string>

namespace thema {

/// The activation of the feed-forward part (Hendrycks and Gimpel, "Gaussian error linear units", 2016).
enum class Gelu {
  erf,  ///< x/2 (1 + erf(x / sqrt 2)), as BERT and e5 were trained with
  tanh  ///< their approximation x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), which cuBLASLt computes with the product
};

/// Libtorch's name of the approximation: "none" or "tanh".
std::string approximation_of(Gelu form);

/// y = x W^T + b for rows x [T, in]. On a CPU oneDNN's kernels are used where libtorch has them, in fp32, and in bf16
/// where the CPU computes in it: they use AVX-512 on every maker's processors, unlike MKL's, take weights in the order
/// in which they are read, and take the activation along.
class Linear {
 public:
  /// weight [out, in] as in a checkpoint, contiguous; bias [out]; both on the device and in the type of x.
  Linear(const at::Tensor& weight, at::Tensor bias);

  at::Tensor apply(const at::Tensor& x) const;                  ///< [T, out]
  at::Tensor apply_gelu(const at::Tensor& x, Gelu form) const;  ///< GELU of `apply`

 private:
  bool one_dnn_;
  at::Tensor weight_;  // with oneDNN in an order of its own
  at::Tensor bias_;
};

}  // namespace thema
