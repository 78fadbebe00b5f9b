// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace thema::kernels {

/// IEEE 754 binary16, as at::Half lies in memory.
struct Float16 {
  std::uint16_t bits;
};

/// The upper half of an IEEE 754 binary32, as at::BFloat16 lies in memory.
struct BFloat16 {
  std::uint16_t bits;
};

}  // namespace thema::kernels
