// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "thema/core/device.hpp"

namespace thema {

/// Number format of a model's weights and activations. Pooling and norms are in fp32 and wider whatever this is.
enum class Precision { fp32, bf16, fp16 };

std::string name_of(Precision precision);

/// Resolves "auto" (fp32 on a CPU, fp16 on a GPU), "fp32", "bf16" or "fp16". What the device cannot do well is an
/// Error of kind `usage` with the reason.
Precision choose_precision(const std::string& asked, Device::Kind device);

}  // namespace thema
