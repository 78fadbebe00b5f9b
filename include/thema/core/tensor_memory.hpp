// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>

#include "thema/core/device.hpp"

namespace thema {

/// What libtorch's allocators gave out on a device while some work ran, in bytes. Giving back what was held before is
/// not seen, nor is memory that a library takes by itself (a BLAS's own buffers).
struct TensorMemory {
  std::int64_t peak = 0;  ///< most at any moment
  std::int64_t left = 0;  ///< at the end
};

/// Runs `work` once and watches the allocations that this thread makes.
TensorMemory watch_tensor_memory(const Device& device, const std::function<void()>& work);

}  // namespace thema
