// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

namespace thema::kernels {

/// Why Kokkos cannot run here: its CUDA backend needs a GPU. Nothing when it can.
std::optional<std::string> why_no_kokkos();

/// Kokkos runs while this object lives; made after MPI and the device, destroyed before them. An
/// Error of kind `usage` with the reason where it cannot.
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
