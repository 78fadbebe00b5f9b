// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace thema::kernels {

/// Whose memory a kernel's pointers are, and so where it runs. `device` needs a CUDA build: the kernel runs on Kokkos's
/// default stream, in order with torch's default stream, and may not be done when the function returns.
enum class Place { host, device };

}  // namespace thema::kernels
