// SPDX-License-Identifier: Apache-2.0
// The CUDA build's sums; device_reduction_cpu.cpp replaces this file in a CPU build.
#include <cuda_runtime_api.h>
#include <mpi.h>
#include <nccl.h>
#if __has_include(<mpi-ext.h>)
#include <mpi-ext.h>
#endif
#include <unistd.h>

#include <algorithm>
#include <array>
#include <compare>
#include <source_location>
#include <span>
#include <vector>

#include "thema/core/device_reduction.hpp"
#include "thema/core/error.hpp"

namespace thema {

namespace {

void check_cuda(cudaError_t status, std::source_location where = std::source_location::current()) {
  if (status != cudaSuccess) fail(std::string("CUDA: ") + cudaGetErrorString(status), where);
}

void check_nccl(ncclResult_t status, std::source_location where = std::source_location::current()) {
  if (status != ncclSuccess) fail(std::string("NCCL: ") + ncclGetErrorString(status), where);
}

/// A GPU's place in the cluster.
struct Gpu {
  std::array<char, 64> host{}, bus{};
  auto operator<=>(const Gpu&) const = default;
};

Gpu gpu_of(const Device& device) {
  Gpu gpu;
  gethostname(gpu.host.data(), gpu.host.size() - 1);
  check_cuda(cudaDeviceGetPCIBusId(gpu.bus.data(), static_cast<int>(gpu.bus.size()), device.index));
  return gpu;
}

// NCCL refuses two ranks on one GPU. Collective.
bool has_each_rank_its_own(const Communicator& comm, const Device& device) {
  std::vector<Gpu> all = comm.all_gather(gpu_of(device));
  std::ranges::sort(all);
  return std::ranges::adjacent_find(all) == all.end();
}

bool can_mpi_read_devices() {
#ifdef MPIX_CUDA_AWARE_SUPPORT
  return MPIX_Query_cuda_support() == 1;
#else
  return false;
#endif
}

/// Memory of the host that a device copies to and from at full speed.
class PinnedNumbers {
 public:
  ~PinnedNumbers() { cudaFreeHost(numbers_); }
  std::span<std::int64_t> room(std::int64_t count) {
    if (count > count_) {
      check_cuda(cudaFreeHost(numbers_));
      numbers_ = nullptr;
      check_cuda(cudaMallocHost(reinterpret_cast<void**>(&numbers_), static_cast<std::size_t>(count) * 8));
      count_ = count;
    }
    return {numbers_, static_cast<std::size_t>(count)};
  }

 private:
  std::int64_t* numbers_ = nullptr;
  std::int64_t count_ = 0;
};

}  // namespace

struct DeviceReduction::Route {
  enum class Kind { nccl, mpi_of_device, mpi_of_host } kind;
  ncclComm_t nccl = nullptr;
  PinnedNumbers staged;

  ~Route() {
    if (nccl != nullptr) ncclCommDestroy(nccl);
  }

  // Collective.
  void start_nccl(const Communicator& comm) {
    ncclUniqueId id{};
    if (comm.is_root()) check_nccl(ncclGetUniqueId(&id));
    comm.broadcast(std::span(&id, 1));
    check_nccl(ncclCommInitRank(&nccl, comm.size(), id, comm.rank()));
  }

  // Waits for the stream without blocking in CUDA, so that another rank's death is seen: NCCL tells it here.
  void wait(cudaStream_t stream) const {
    for (cudaError_t status = cudaErrorNotReady; status != cudaSuccess;) {
      status = cudaStreamQuery(stream);
      if (status != cudaSuccess && status != cudaErrorNotReady) check_cuda(status);
      ncclResult_t behind = ncclSuccess;
      check_nccl(ncclCommGetAsyncError(nccl, &behind));
      if (behind != ncclSuccess && behind != ncclInProgress) check_nccl(behind);
    }
  }
};

DeviceReduction::DeviceReduction(const Communicator& comm, const Device& device) : comm_(&comm) {
  if (device.kind == Device::Kind::cpu) return;
  route_ = std::make_unique<Route>();
  if (comm.size() > 1 && has_each_rank_its_own(comm, device)) {
    route_->kind = Route::Kind::nccl;
    route_->start_nccl(comm);
  } else {
    route_->kind = can_mpi_read_devices() ? Route::Kind::mpi_of_device : Route::Kind::mpi_of_host;
  }
}

DeviceReduction::~DeviceReduction() = default;

void DeviceReduction::sum(std::int64_t* values, std::int64_t count, void* stream) const {
  const auto numbers = static_cast<std::size_t>(count);
  if (!route_) return comm_->sum(std::span(values, numbers));
  const auto work = static_cast<cudaStream_t>(stream);
  if (route_->kind == Route::Kind::nccl) {
    check_nccl(ncclAllReduce(values, values, numbers, ncclInt64, ncclSum, route_->nccl, work));
    return route_->wait(work);
  }
  if (comm_->size() == 1) return check_cuda(cudaStreamSynchronize(work));
  if (route_->kind == Route::Kind::mpi_of_device) {
    check_cuda(cudaStreamSynchronize(work));
    return comm_->sum(std::span(values, numbers));
  }
  const std::span<std::int64_t> host = route_->staged.room(count);
  check_cuda(cudaMemcpyAsync(host.data(), values, host.size_bytes(), cudaMemcpyDeviceToHost, work));
  check_cuda(cudaStreamSynchronize(work));
  comm_->sum(host);
  check_cuda(cudaMemcpyAsync(values, host.data(), host.size_bytes(), cudaMemcpyHostToDevice, work));
  check_cuda(cudaStreamSynchronize(work));
}

std::string DeviceReduction::route() const {
  if (!route_ || route_->kind == Route::Kind::mpi_of_device) return "MPI";
  if (route_->kind == Route::Kind::mpi_of_host) return "MPI by way of the host";
  int version = 0;
  check_nccl(ncclGetVersion(&version));  // 10,000 x major + 100 x minor + patch
  return "NCCL " + std::to_string(version / 10000) + "." + std::to_string(version / 100 % 100) + "." +
         std::to_string(version % 100);
}

}  // namespace thema
