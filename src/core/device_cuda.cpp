// SPDX-License-Identifier: Apache-2.0
// The CUDA build's devices; device_cpu.cpp replaces this file in a CPU build.
#include <ATen/detail/CUDAHooksInterface.h>
#include <cuda_runtime_api.h>

#include "thema/core/device.hpp"
#include "thema/core/error.hpp"

namespace thema {

namespace {

struct DeviceCount {
  int count = 0;
  std::string why_none;
};

DeviceCount count_devices() {
  DeviceCount found;
  const cudaError_t status = cudaGetDeviceCount(&found.count);
  if (status != cudaSuccess)
    found = {0, cudaGetErrorString(status)};
  else if (found.count == 0)
    found.why_none = "no device is visible";
  return found;
}

}  // namespace

Device choose_device(const std::string& asked, int local_rank) {
  if (asked != "auto" && asked != "cpu" && asked != "cuda")
    fail_usage("device '" + asked + "' is not supported; allowed are auto, cpu and cuda");
  if (asked == "cpu") return {};
  const DeviceCount devices = count_devices();
  if (devices.count == 0 && asked == "auto") return {};
  if (devices.count == 0) fail_usage("device 'cuda' was asked for, but CUDA says: " + devices.why_none);
  const Device device{Device::Kind::cuda, local_rank % devices.count};
  const cudaError_t status = cudaSetDevice(device.index);
  if (status != cudaSuccess) fail(device.text() + " cannot be used: " + cudaGetErrorString(status));
  return device;
}

std::vector<std::string> describe_devices() {
  const DeviceCount devices = count_devices();
  if (devices.count == 0) return {"no CUDA device: " + devices.why_none};
  std::vector<std::string> lines;
  for (int index = 0; index < devices.count; ++index) {
    cudaDeviceProp properties{};
    if (cudaGetDeviceProperties(&properties, index) != cudaSuccess) continue;
    lines.push_back("cuda:" + std::to_string(index) + " " + properties.name + ", compute capability " +
                    std::to_string(properties.major) + "." + std::to_string(properties.minor) + ", " +
                    std::to_string(properties.totalGlobalMem >> 20) + " MiB");
  }
  return lines;
}

DeviceMemory memory_of(const Device& device) {
  if (device.kind == Device::Kind::cpu) return memory_of_machine();
  std::size_t free = 0, total = 0;
  const cudaError_t status = cudaMemGetInfo(&free, &total);
  if (status != cudaSuccess) fail(device.text() + " does not tell its memory: " + cudaGetErrorString(status));
  return {static_cast<std::int64_t>(free), static_cast<std::int64_t>(total)};
}

int compute_capability(const Device& device) {
  if (device.kind == Device::Kind::cpu) return 0;
  int major = 0, minor = 0;
  cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device.index);
  cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, device.index);
  return 10 * major + minor;
}

std::string arithmetic_of(const Device& device) {
  if (device.kind == Device::Kind::cpu) return "cpu";
  int runtime = 0;
  cudaRuntimeGetVersion(&runtime);
  const auto& hooks = at::detail::getCUDAHooks();
  return "cuda sm_" + std::to_string(compute_capability(device)) + ", CUDA " + std::to_string(runtime) + ", cuDNN " +
         std::to_string(hooks.hasCuDNN() ? hooks.versionCuDNN() : 0);
}

void synchronise(const Device& device) {
  if (device.kind == Device::Kind::cpu) return;
  const cudaError_t status = cudaDeviceSynchronize();
  if (status != cudaSuccess) fail(device.text() + " failed: " + cudaGetErrorString(status));
}

}  // namespace thema
