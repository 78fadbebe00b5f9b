// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "thema/core/communicator.hpp"
#include "thema/core/device.hpp"

namespace thema {

/// Ways that sums of a device's memory can take over the ranks.
enum class ReductionRoute {
  best,           ///< the first of the others that is possible
  none,           ///< of one rank
  nccl,           ///< needs a GPU for each rank
  mpi_of_device,  ///< needs an MPI that reads the device's memory
  mpi_of_host     ///< by way of pinned memory of the host
};

/// Sums integers in the memory of a device over the ranks; the same whichever way they take. On a CPU it is
/// Communicator::sum().
class DeviceReduction {
 public:
  /// Collective. An Error when NCCL cannot be started.
  DeviceReduction(const Communicator& comm, const Device& device, ReductionRoute route = ReductionRoute::best);
  DeviceReduction(const DeviceReduction&) = delete;
  DeviceReduction& operator=(const DeviceReduction&) = delete;
  ~DeviceReduction();

  /// values[0, count) = their sums over all ranks. `stream`: of a device, the cudaStream_t whose work comes first; done
  /// when it returns. Collective.
  void sum(std::int64_t* values, std::int64_t count, void* stream) const;

  const Communicator& comm() const { return *comm_; }
  /// How many ranks have this rank's GPU; 1 on a CPU.
  int ranks_of_device() const;
  /// "one rank", "NCCL 2.28.9", "MPI", "MPI by way of the host"
  std::string route() const;

 private:
  struct Route;
  const Communicator* comm_;
  std::unique_ptr<Route> route_;  // none: Communicator::sum()
};

}  // namespace thema
