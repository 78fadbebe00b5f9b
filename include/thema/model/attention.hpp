// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "thema/core/device.hpp"
#include "thema/model/precision.hpp"

namespace thema {

/// How softmax(Q K^T / sqrt(D)) V is computed. All give the same numbers up to rounding.
enum class AttentionBackend {
  flash,      ///< in tiles, without storing the scores (Dao et al., "FlashAttention", 2022)
  efficient,  ///< libtorch's memory-efficient kernel (Rabe and Staats, "Self-attention does not need O(n^2) memory")
  cudnn,      ///< NVIDIA cuDNN's fused kernel
  math,       ///< two matrix products with the scores in memory
  packed      ///< thema's own for a CPU (kernels/packed_attention.hpp)
};
inline constexpr AttentionBackend kAttentionBackends[] = {AttentionBackend::flash, AttentionBackend::efficient,
                                                          AttentionBackend::cudnn, AttentionBackend::math,
                                                          AttentionBackend::packed};

std::string name_of(AttentionBackend backend);

/// What attention is wanted for.
struct AttentionCase {
  Device device;
  Precision precision = Precision::fp32;
  std::int64_t head_width = 64;  ///< D
};

/// Why the backend cannot do this case on this machine; nothing when it can.
std::optional<std::string> why_not(AttentionBackend backend, const AttentionCase& wanted);

/// Resolves "auto" (the first of packed, flash, efficient, math that can) or a backend's name. A backend that cannot do
/// the case is an Error of kind `usage` with the reason.
AttentionBackend choose_attention(const std::string& asked, const AttentionCase& wanted);

/// One line per backend for people: "flash: yes", "cudnn: no, ...".
std::vector<std::string> describe_attention(const AttentionCase& wanted);

/// Texts one after the other without padding; text i has the tokens [starts[i], starts[i + 1]).
struct PackedTexts {
  std::span<const std::int32_t> starts;  ///< [texts + 1], ascending from 0
  at::Tensor device_starts;              ///< the same, int32 on the model's device
  std::int64_t longest = 0;              ///< tokens of the longest text

  std::int64_t texts() const { return static_cast<std::int64_t>(starts.size()) - 1; }
  std::int64_t tokens() const { return starts.back(); }
};

/// Attention of each text over its own tokens, all heads.
///   qkv [T, 3, H, D]: queries, keys and values of all tokens, row-major
///   out [T, H, D], written; same type and device
void attend(const at::Tensor& qkv, const PackedTexts& texts, AttentionBackend backend, at::Tensor& out);

/// Attention of texts of equal length: q, k, v [n, H, S, D] -> [n, H, S, D].
using EqualLengthAttention = std::function<at::Tensor(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v)>;

/// Calls `attention` once per run of neighbouring texts of equal length; for backends that cannot take packed texts.
void attend_by_length(const at::Tensor& qkv, const PackedTexts& texts, const EqualLengthAttention& attention,
                      at::Tensor& out);

/// The parts of `why_not` and `attend` that depend on the device; attention_cpu.cpp or attention_cuda.cpp.
namespace attention_device {
std::optional<std::string> why_not(AttentionBackend backend, const AttentionCase& wanted);
void attend_fused(const at::Tensor& qkv, const PackedTexts& texts, AttentionBackend backend, at::Tensor& out);
}  // namespace attention_device

}  // namespace thema
