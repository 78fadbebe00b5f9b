// SPDX-License-Identifier: Apache-2.0
// The CUDA build's sums; device_reduction_cpu.cpp replaces this file in a CPU build.
#include <cuda_runtime_api.h>
#include <mpi.h>
#include <nccl.h>
#if __has_include(<mpi-ext.h>)
#include <mpi-ext.h>
#endif
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <compare>
#include <exception>
#include <source_location>
#include <span>
#include <utility>
#include <vector>

#include "thema/core/device_reduction.hpp"
#include "thema/core/error.hpp"
#include "thema/core/pulse.hpp"

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

bool can_mpi_read_devices() {
#ifdef MPIX_CUDA_AWARE_SUPPORT
  return MPIX_Query_cuda_support() == 1;
#else
  return false;
#endif
}

ReductionRoute best_route(std::vector<Gpu> gpus_of_ranks) {
  if (gpus_of_ranks.size() == 1) return ReductionRoute::none;
  std::ranges::sort(gpus_of_ranks);
  const bool are_distinct = std::ranges::adjacent_find(gpus_of_ranks) == gpus_of_ranks.end();
  if (are_distinct) return ReductionRoute::nccl;  // which refuses two ranks on one GPU
  return can_mpi_read_devices() ? ReductionRoute::mpi_of_device : ReductionRoute::mpi_of_host;
}

/// Memory of the host that a device copies to and from at full speed.
class PinnedNumbers {
 public:
  PinnedNumbers() = default;
  PinnedNumbers(const PinnedNumbers&) = delete;
  PinnedNumbers& operator=(const PinnedNumbers&) = delete;
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
  ReductionRoute taken = ReductionRoute::best;
  int ranks_of_device = 1;
  ncclComm_t nccl = nullptr;
  PinnedNumbers staged;

  // After an error it is aborted: giving it back waits for the other ranks, who would wait for this one to end all.
  ~Route() {
    if (nccl == nullptr) return;
    if (std::uncaught_exceptions() != 0) {
      ncclCommAbort(nccl);
      return;
    }
    ncclResult_t status = ncclCommFinalize(nccl);
    while (status == ncclInProgress && ncclCommGetAsyncError(nccl, &status) == ncclSuccess) continue;
    ncclCommDestroy(nccl);
  }

  // Collective. No call of NCCL blocks, so that an error elsewhere is seen and the watchdog can speak.
  void start_nccl(const Communicator& comm) {
    ncclUniqueId id{};
    if (comm.is_root()) check_nccl(ncclGetUniqueId(&id));
    comm.broadcast(std::span(&id, 1));
    const pulse::Collective starting("start of NCCL");
    ncclConfig_t config = NCCL_CONFIG_INITIALIZER;
    config.blocking = 0;
    settle(ncclCommInitRankConfig(&nccl, comm.size(), id, comm.rank(), &config));
  }

  // Of a call that NCCL may go on with by itself.
  void settle(ncclResult_t status) const {
    while (status == ncclInProgress) check_nccl(ncclCommGetAsyncError(nccl, &status));
    check_nccl(status);
  }

  // Waits for the stream without blocking in CUDA: NCCL tells of errors here, and MPI can go on with what other ranks
  // wait for.
  void wait(const Communicator& comm, cudaStream_t stream) const {
    cudaError_t status = cudaErrorNotReady;
    while ((status = cudaStreamQuery(stream)) == cudaErrorNotReady) {
      ncclResult_t behind = ncclSuccess;
      check_nccl(ncclCommGetAsyncError(nccl, &behind));
      if (behind != ncclSuccess && behind != ncclInProgress) check_nccl(behind);
      int ignored = 0;
      check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, comm.native(), &ignored, MPI_STATUS_IGNORE));
    }
    check_cuda(status);
    (void)cudaGetLastError();  // "not ready" is no error of what comes next
  }
};

DeviceReduction::DeviceReduction(const Communicator& comm, const Device& device, ReductionRoute route) : comm_(&comm) {
  if (device.kind == Device::Kind::cpu) return;
  route_ = std::make_unique<Route>();
  const Gpu own = gpu_of(device);
  std::vector<Gpu> all = comm.all_gather(own);
  route_->ranks_of_device = static_cast<int>(std::ranges::count(all, own));
  if (route == ReductionRoute::best) route = best_route(std::move(all));
  route_->taken = route;
  if (route == ReductionRoute::nccl) route_->start_nccl(comm);
}

DeviceReduction::~DeviceReduction() = default;

void DeviceReduction::sum(std::int64_t* values, std::int64_t count, void* stream) const {
  const auto numbers = static_cast<std::size_t>(count);
  if (!route_) return comm_->sum(std::span(values, numbers));
  const auto work = static_cast<cudaStream_t>(stream);
  if (route_->taken == ReductionRoute::nccl) {
    const pulse::Collective exchange("reduce by NCCL");
    route_->settle(ncclAllReduce(values, values, numbers, ncclInt64, ncclSum, route_->nccl, work));
    return route_->wait(*comm_, work);
  }
  if (route_->taken == ReductionRoute::none) return check_cuda(cudaStreamSynchronize(work));
  if (route_->taken == ReductionRoute::mpi_of_device) {
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

int DeviceReduction::ranks_of_device() const { return route_ ? route_->ranks_of_device : 1; }

std::string DeviceReduction::route() const {
  if (!route_ || route_->taken == ReductionRoute::mpi_of_device) return "MPI";
  if (route_->taken == ReductionRoute::none) return "one rank";
  if (route_->taken == ReductionRoute::mpi_of_host) return "MPI by way of the host";
  int version = 0;
  check_nccl(ncclGetVersion(&version));  // 10,000 x major + 100 x minor + patch
  return fmt::format("NCCL {}.{}.{}", version / 10000, version / 100 % 100, version % 100);
}

}  // namespace thema
