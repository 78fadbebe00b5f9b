// SPDX-License-Identifier: Apache-2.0
// Attention of a CUDA build; attention_cpu.cpp replaces this file in a CPU build.
#include <ATen/ATen.h>
#include <ATen/cuda/CUDAContext.h>
#include <ATen/detail/CUDAHooksInterface.h>

#include "thema/core/error.hpp"
#include "thema/model/attention.hpp"

namespace thema::attention_device {

namespace {

std::string capability_text(const cudaDeviceProp& gpu) {
  return std::string(gpu.name) + " has compute capability " + std::to_string(gpu.major) + "." +
         std::to_string(gpu.minor);
}

std::optional<std::string> why_not_half(const AttentionCase& wanted) {
  if (wanted.precision == Precision::fp32) return "it needs dtype fp16 or bf16, the dtype is fp32";
  const cudaDeviceProp& gpu = *at::cuda::getDeviceProperties(static_cast<c10::DeviceIndex>(wanted.device.index));
  if (gpu.major < 8) return "it needs compute capability 8.0 or newer, " + capability_text(gpu);
  return std::nullopt;
}

std::optional<std::string> why_not_head(std::int64_t head_width, std::int64_t most) {
  if (head_width % 8 == 0 && head_width <= most) return std::nullopt;
  return "it needs a head width that is a multiple of 8 and at most " + std::to_string(most) + ", the model's is " +
         std::to_string(head_width);
}

// Queries, keys and values are slices of one tensor: only the last stride must be 1, so nothing is copied.
at::Tensor packed_flash(const at::Tensor& qkv, const PackedTexts& texts) {
  return std::get<0>(at::_flash_attention_forward(qkv.select(1, 0), qkv.select(1, 1), qkv.select(1, 2),
                                                  texts.device_starts, texts.device_starts, texts.longest,
                                                  texts.longest, 0.0, false, false));
}

at::Tensor packed_efficient(const at::Tensor& qkv, const PackedTexts& texts) {
  const auto part = [&](std::int64_t which) { return qkv.select(1, which).unsqueeze(0); };
  constexpr std::int64_t no_mask = 0;
  return std::get<0>(at::_efficient_attention_forward(part(0), part(1), part(2), std::nullopt, texts.device_starts,
                                                      texts.device_starts, texts.longest, texts.longest, 0.0, no_mask,
                                                      false))
      .squeeze(0);
}

at::Tensor equal_length_cudnn(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
  if (k.size(2) == 1) return v;  // cuDNN takes no single key; its weight is 1
  return std::get<0>(at::_scaled_dot_product_cudnn_attention(q, k, v, std::nullopt, false));
}

}  // namespace

std::optional<std::string> why_not(AttentionBackend backend, const AttentionCase& wanted) {
  if (wanted.device.kind == Device::Kind::cpu) {
    if (backend == AttentionBackend::flash) return std::nullopt;
    return "it is a CUDA kernel and the device is cpu; allowed here: auto, packed, flash, math";
  }
  if (backend == AttentionBackend::efficient) return why_not_head(wanted.head_width, 1024);
  if (const auto reason = why_not_half(wanted)) return reason;
  if (backend == AttentionBackend::flash) return why_not_head(wanted.head_width, 256);
  if (!at::detail::getCUDAHooks().hasCuDNN()) return "this libtorch has no cuDNN";
  return why_not_head(wanted.head_width, 128);
}

void attend_fused(const at::Tensor& qkv, const PackedTexts& texts, AttentionBackend backend, at::Tensor& out) {
  if (!qkv.is_cuda()) {
    require(backend == AttentionBackend::flash, "an attention backend that a CPU does not have");
    attend_by_length(
        qkv, texts,
        [](const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
          return std::get<0>(at::_scaled_dot_product_flash_attention_for_cpu(q, k, v));
        },
        out);
    return;
  }
  if (backend == AttentionBackend::flash)
    out = packed_flash(qkv, texts);
  else if (backend == AttentionBackend::efficient)
    out = packed_efficient(qkv, texts);
  else
    attend_by_length(qkv, texts, equal_length_cudnn, out);
}

}  // namespace thema::attention_device
