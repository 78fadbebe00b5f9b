// SPDX-License-Identifier: Apache-2.0
#include "thema/core/processor.hpp"

#include <fstream>

namespace thema {

std::string processor_model() {
  std::ifstream information("/proc/cpuinfo");
  for (std::string line; std::getline(information, line);) {
    const auto colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

}  // namespace thema
