// SPDX-License-Identifier: Apache-2.0
// Attention of a CPU build; attention_cuda.cpp replaces this file in a CUDA build.
#include <ATen/ATen.h>

#include "thema/core/error.hpp"
#include "thema/model/attention.hpp"

namespace thema::attention_device {

std::optional<std::string> why_not(AttentionBackend backend, const AttentionCase&) {
  if (backend == AttentionBackend::flash) return std::nullopt;
  return "it is a CUDA kernel and this thema was built for the CPU; allowed here: auto, packed, flash, math";
}

// libtorch's CPU kernel takes no packed texts.
void attend_fused(const at::Tensor& qkv, const PackedTexts& texts, AttentionBackend backend, at::Tensor& out) {
  require(backend == AttentionBackend::flash, "an attention backend that a CPU build does not have");
  attend_by_length(
      qkv, texts,
      [](const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
        return std::get<0>(at::_scaled_dot_product_flash_attention_for_cpu(q, k, v));
      },
      out);
}

}  // namespace thema::attention_device
