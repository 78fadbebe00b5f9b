// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/standard_output.hpp"

#include <cstdio>

#include "thema/core/error.hpp"

namespace thema {

void print(const std::string& answer) {
  if (std::fputs(answer.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
    fail_output("standard output cannot be written to");
}

}  // namespace thema
