// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace thema {

/// Prints an answer; an Error of kind `output` where standard output cannot be written to.
void print(const std::string& answer);

}  // namespace thema
