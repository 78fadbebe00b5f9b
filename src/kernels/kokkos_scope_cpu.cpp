// SPDX-License-Identifier: Apache-2.0
// For the Kokkos 3.4 of Debian; kokkos_scope_cuda.cpp is for the Kokkos >= 4.7 that CUDA 13 needs.
#include "thema/kernels/kokkos_scope.hpp"

#include "execution.hpp"

namespace thema::kernels {

std::optional<std::string> why_no_kokkos() { return std::nullopt; }

KokkosScope::KokkosScope(int device_index) {
  Kokkos::InitArguments arguments;
  arguments.device_id = device_index;
  arguments.disable_warnings = true;
  Kokkos::initialize(arguments);
}

KokkosScope::~KokkosScope() { Kokkos::finalize(); }

DeviceSpace execution_on(void*) { return {}; }

std::string kokkos_version() {
  return std::to_string(KOKKOS_VERSION / 10000) + "." + std::to_string(KOKKOS_VERSION / 100 % 100) + "." +
         std::to_string(KOKKOS_VERSION % 100) + ", " + Kokkos::DefaultExecutionSpace::name();
}

}  // namespace thema::kernels
