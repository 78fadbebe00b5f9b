// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include "thema/core/device.hpp"
#include "thema/model/precision.hpp"

namespace thema {

/// The same in libtorch's words.
c10::Device torch_device(const Device& device);

/// Type of the tensors between an encoder's matrix products: fp32 for int8, bf16 for fp8.
c10::ScalarType activation_type(Precision precision);

}  // namespace thema
