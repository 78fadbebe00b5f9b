// SPDX-License-Identifier: Apache-2.0
// For Kokkos >= 4.7 with CUDA; kokkos_scope_cpu.cpp is for the Kokkos 3.4 of Debian.
#include "thema/kernels/kokkos_scope.hpp"

#include <map>

#include "execution.hpp"
#include "thema/core/error.hpp"

namespace thema::kernels {

std::optional<std::string> why_no_kokkos() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status == cudaSuccess && count > 0) return std::nullopt;
  const char* reason = status == cudaSuccess ? "no device is visible" : cudaGetErrorString(status);
  return std::string("this thema was built for CUDA and there is no GPU: ") + reason;
}

KokkosScope::KokkosScope(int device_index) {
  if (const auto reason = why_no_kokkos()) fail_usage(*reason + "; a CPU build runs without one");
  Kokkos::initialize(Kokkos::InitializationSettings().set_device_id(device_index).set_disable_warnings(true));
}

KokkosScope::~KokkosScope() { Kokkos::finalize(); }

// Made once for each stream, since that takes memory of the device and waits for it; none may outlive Kokkos.
DeviceSpace execution_on(void* stream) {
  static std::map<void*, DeviceSpace> made;
  if (made.empty()) Kokkos::push_finalize_hook([] { made.clear(); });
  return made.try_emplace(stream, static_cast<cudaStream_t>(stream)).first->second;
}

std::string kokkos_version() {
  return std::to_string(KOKKOS_VERSION / 10000) + "." + std::to_string(KOKKOS_VERSION / 100 % 100) + "." +
         std::to_string(KOKKOS_VERSION % 100) + ", " + Kokkos::DefaultExecutionSpace::name();
}

}  // namespace thema::kernels
