// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "thema/core/communicator.hpp"
#include "thema/core/device.hpp"

namespace thema {

/// Sums integers in the memory of a device over the ranks. They are the same whichever way they take: NCCL where each
/// rank has a GPU of its own, else MPI, with the device's memory where MPI can read it, else by way of the host's. On a
/// CPU it is Communicator::sum().
class DeviceReduction {
 public:
  /// Collective. An Error when NCCL cannot be started.
  DeviceReduction(const Communicator& comm, const Device& device);
  DeviceReduction(const DeviceReduction&) = delete;
  DeviceReduction& operator=(const DeviceReduction&) = delete;
  ~DeviceReduction();

  /// values[0, count) = their sums over all ranks. `stream`: of a device, the cudaStream_t whose work comes first; done
  /// when it returns. Collective.
  void sum(std::int64_t* values, std::int64_t count, void* stream) const;

  /// "NCCL 2.28.9", "MPI", "MPI by way of the host"
  std::string route() const;

 private:
  struct Route;
  const Communicator* comm_;
  std::unique_ptr<Route> route_;  // none: Communicator::sum()
};

}  // namespace thema
