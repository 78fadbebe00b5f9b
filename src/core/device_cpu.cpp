// SPDX-License-Identifier: Apache-2.0
// The CPU build's devices; device_cuda.cpp replaces this file in a CUDA build.
#include "thema/core/device.hpp"

#include "thema/core/error.hpp"

namespace thema {

Device choose_device(const std::string& asked, int) {
  if (asked == "auto" || asked == "cpu") return {};
  if (asked == "cuda")
    fail_usage("device 'cuda' was asked for, but this thema was built for the CPU; allowed here: auto, cpu");
  fail_usage("device '" + asked + "' is not supported; allowed are auto, cpu and cuda");
}

std::vector<std::string> describe_devices() { return {"no CUDA device: this thema was built for the CPU"}; }

std::string arithmetic_of(const Device&) { return "cpu"; }

int compute_capability(const Device&) { return 0; }

void synchronise(const Device&) {}

DeviceMemory memory_of(const Device&) { return memory_of_machine(); }

}  // namespace thema
