// SPDX-License-Identifier: Apache-2.0
#include "thema/core/peak_memory.hpp"

#include <sys/resource.h>

#include <fstream>
#include <string>

namespace thema {

void reset_peak_memory() { std::ofstream("/proc/self/clear_refs") << "5"; }  // proc(5): resets VmHWM

std::int64_t peak_memory_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) return std::stoll(line.substr(6)) * 1024;  // counted in KiB
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace thema
