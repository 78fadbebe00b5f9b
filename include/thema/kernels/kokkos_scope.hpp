// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace thema::kernels {

/// Kokkos runs while this object lives; made after MPI and the device, destroyed before them.
class KokkosScope {
 public:
  explicit KokkosScope(int device_index);
  KokkosScope(const KokkosScope&) = delete;
  KokkosScope& operator=(const KokkosScope&) = delete;
  ~KokkosScope();
};

/// "3.4.1, Serial"
std::string kokkos_version();

}  // namespace thema::kernels
