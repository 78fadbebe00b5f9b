// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Kokkos_Core.hpp>

namespace thema::kernels {

using HostSpace = Kokkos::DefaultHostExecutionSpace;
using DeviceSpace = Kokkos::DefaultExecutionSpace;

/// The device's work on this cudaStream_t; kokkos_scope_cpu.cpp or kokkos_scope_cuda.cpp.
DeviceSpace execution_on(void* stream);

}  // namespace thema::kernels
