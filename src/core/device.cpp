// SPDX-License-Identifier: Apache-2.0
#include "thema/core/device.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/headeronly/version.h>

#include <sstream>

namespace thema {

std::string instruction_set() {
  return std::string(THEMA_INSTRUCTION_SET) + ", libtorch kernels " + at::get_cpu_capability();
}

void set_threads(std::int64_t threads) { at::set_num_threads(static_cast<int>(threads)); }

std::string compute_library_versions() {
  std::istringstream mkl(at::get_mkl_version());
  std::string first_line;
  std::getline(mkl, first_line);
  return std::string("torch ") + TORCH_VERSION + ", " + first_line + ", " + at::get_mkldnn_version();
}

}  // namespace thema
