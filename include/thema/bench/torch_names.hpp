// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include "thema/core/device.hpp"
#include "thema/model/precision.hpp"

namespace thema::bench {

/// The same in libtorch's words. Another precision than fp32, fp16 and bf16 is an Error: no tensor has it.
c10::Device torch_device(const Device& device);
c10::ScalarType torch_type(Precision precision);

}  // namespace thema::bench
