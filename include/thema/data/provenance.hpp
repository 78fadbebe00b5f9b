// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "thema/core/context.hpp"

namespace thema {

/// What may differ between two equal runs: time, host, ranks, versions, seconds per step. Name and value.
std::vector<std::pair<std::string, std::string>> provenance_of(const Context& context);

/// Version and commit of this program: "0.1.0 (1a2b3c4)".
std::string version_text();

}  // namespace thema
