// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace thema {

/// Where dense algebra runs.
struct Device {
  enum class Kind { cpu, cuda } kind = Kind::cpu;
  int index = 0;  ///< CUDA device, 0 on a CPU
  std::string text() const { return kind == Kind::cpu ? "cpu" : "cuda:" + std::to_string(index); }
};

/// Resolves "auto", "cpu" or "cuda" for the rank with this local rank on its node (device = local rank modulo visible
/// devices). Anything else, and CUDA where it cannot be used, is an Error of kind `usage` with the reason.
Device choose_device(const std::string& asked, int local_rank);

/// One line per CUDA device, or the reason why there is none.
std::vector<std::string> describe_devices();

/// Waits until the device has done all that this process gave it; nothing to wait for on a CPU.
void synchronise(const Device& device);

/// The cudaStream_t on which libtorch now puts a device's work; null on a CPU.
void* current_stream(const Device& device);

/// Bytes of a device's memory; of a CPU those of the machine.
struct DeviceMemory {
  std::int64_t free = 0, total = 0;
};
DeviceMemory memory_of(const Device& device);
DeviceMemory memory_of_machine();

/// What decides a device's last bits besides the libraries of compute_library_versions(): "cpu", or "cuda sm_90, CUDA
/// 13000, cuDNN 91900".
std::string arithmetic_of(const Device& device);

/// 10 times the compute capability of a GPU, 90 for 9.0; 0 of a CPU.
int compute_capability(const Device& device);

/// Instruction set that libtorch's kernels chose on this machine, and the one thema was built for.
std::string instruction_set();

/// Threads that libtorch uses in this process.
void set_threads(std::int64_t threads);

/// Versions of the libraries that compute: torch, its BLAS and its oneDNN (which it calls MKL-DNN).
std::string compute_library_versions();

}  // namespace thema
