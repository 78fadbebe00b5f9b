// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "thema/model/precision.hpp"

namespace thema::bench {

/// softmax(Q K^T / sqrt(D)) V by its definition in double precision, text by text: qkv [T, 3, H, D] of texts of
/// `length` tokens each -> [T, H, D] fp64 on the same device. T is a multiple of `length`.
at::Tensor reference_attention(const at::Tensor& qkv, std::int64_t length);

/// How far a result is from the reference.
struct Deviation {
  double largest = 0;  ///< of |result - reference|; infinite when the result holds what is not a number
  double bound = 0;    ///< that is allowed
  bool acceptable() const { return largest <= bound; }
};

/// Allowed of the largest |reference|: fp32 1e-5, fp16 6e-3, bf16 5e-2, some 160, 12 and 12 roundings of that type.
/// Sound kernels stay below half of it; one that forgets the scale, a token or the heads' order is off by as much as
/// the result itself.
double allowed_deviation(Precision precision);

/// result [T, H, D] of any floating type beside reference [T, H, D] fp64.
Deviation deviation(const at::Tensor& result, const at::Tensor& reference, Precision precision);

/// An Error that names `what`, the deviation and the bound when the deviation is not acceptable.
void require_acceptable(const Deviation& found, const std::string& what);

}  // namespace thema::bench
