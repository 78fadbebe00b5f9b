// SPDX-License-Identifier: Apache-2.0
#include "thema/core/device.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/headeronly/version.h>
#include <unistd.h>

#include <sstream>

namespace thema {

std::string instruction_set() {
  return std::string(THEMA_INSTRUCTION_SET) + ", libtorch kernels " + at::get_cpu_capability();
}

DeviceMemory memory_of_machine() {
  const auto page = static_cast<std::int64_t>(::sysconf(_SC_PAGESIZE));
  return {page * static_cast<std::int64_t>(::sysconf(_SC_AVPHYS_PAGES)),
          page * static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES))};
}

void set_threads(std::int64_t threads) { at::set_num_threads(static_cast<int>(threads)); }

std::string compute_library_versions() {
  std::istringstream mkl(at::get_mkl_version());
  std::string first_line;
  std::getline(mkl, first_line);
  return std::string("torch ") + TORCH_VERSION + ", " + first_line + ", " + at::get_mkldnn_version();
}

}  // namespace thema
