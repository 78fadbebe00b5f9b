// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "thema/core/device.hpp"

namespace thema {

/// Number format of a model's weights and activations. Pooling and norms are in fp32 and wider whatever this is.
enum class Precision {
  fp32,
  bf16,
  fp16,
  int8,  ///< matrix products of 8-bit integers, quantised per output channel and per token; the rest fp32; CPU only
  fp8    ///< matrix products in e4m3, scaled per output channel and per token; the rest bf16; GPU only
};
inline constexpr Precision kPrecisions[] = {Precision::fp32, Precision::bf16, Precision::fp16, Precision::int8,
                                            Precision::fp8};

std::string name_of(Precision precision);

/// Why the device cannot compute in the precision, or should not; nothing when it can.
std::optional<std::string> why_not(Precision precision, Device::Kind device);

/// Resolves "auto" (fp32 on a CPU, fp16 on a GPU), "fp32", "bf16", "fp16", "int8" or "fp8". What the device cannot do
/// or cannot do well is an Error of kind `usage` with the reason.
Precision choose_precision(const std::string& asked, Device::Kind device);

/// Whether this CPU has instructions for products of bf16 (AVX512-BF16 or AMX).
bool computes_in_bf16();

/// Why the precision is no faster than fp32 on this device; nothing when it is. Told by the CPU's capabilities; nothing
/// is timed.
std::optional<std::string> why_slow(Precision precision, Device::Kind device);

}  // namespace thema
