// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <c10/core/ScalarType.h>

#include "thema/core/torch_device.hpp"
#include "thema/model/precision.hpp"

namespace thema {

/// Type of the tensors between an encoder's matrix products: fp32 for int8, bf16 for fp8.
c10::ScalarType activation_type(Precision precision);

}  // namespace thema
