// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

namespace thema {

/// The encoder's row-wise kernels on tensors: fp32, fp16 or bf16, contiguous, all of one type and device.

/// Parameters of a layer norm: fp32 [d], on the device of the rows.
struct NormWeights {
  at::Tensor weight, bias;
  double epsilon = 1e-12;
};

/// norm(x + residual), [T, d].
at::Tensor add_and_normalise(const at::Tensor& x, const at::Tensor& residual, const NormWeights& norm);

/// norm(words[id] + positions[position]), [T, d]; ids and places are int32 [T].
at::Tensor embed_and_normalise(const at::Tensor& words, const at::Tensor& ids, const at::Tensor& positions,
                               const at::Tensor& places, const NormWeights& norm);

/// Mean over each text's tokens, divided by its L2 norm: fp32 [texts, d]; text i has the rows [starts[i], starts[i +
/// 1]) of hidden [T, d], starts is int32 [texts + 1] on its device (kernels/pooling.hpp).
at::Tensor mean_of_tokens(const at::Tensor& hidden, const at::Tensor& starts);

/// x = gelu(x + bias) in place; x [T, width], bias [width].
void add_bias_and_gelu(at::Tensor& x, const at::Tensor& bias);

}  // namespace thema
