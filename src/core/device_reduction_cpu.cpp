// SPDX-License-Identifier: Apache-2.0
// The CPU build's sums; device_reduction_cuda.cpp replaces this file in a CUDA build.
#include "thema/core/device_reduction.hpp"

namespace thema {

struct DeviceReduction::Route {};

DeviceReduction::DeviceReduction(const Communicator& comm, const Device&, ReductionRoute) : comm_(&comm) {}
DeviceReduction::~DeviceReduction() = default;

void DeviceReduction::sum(std::int64_t* values, std::int64_t count, void*) const {
  comm_->sum(std::span(values, static_cast<std::size_t>(count)));
}

int DeviceReduction::ranks_of_device() const { return 1; }

std::string DeviceReduction::route() const { return "MPI"; }

}  // namespace thema
