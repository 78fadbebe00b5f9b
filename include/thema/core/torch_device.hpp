// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <c10/core/Device.h>

#include "thema/core/device.hpp"

namespace thema {

/// The same in libtorch's words.
c10::Device torch_device(const Device& device);

/// The stream that libtorch uses now on a device, a cudaStream_t; null on a CPU.
void* current_stream(const c10::Device& device);

}  // namespace thema
