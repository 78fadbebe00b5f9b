// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/core/config.hpp"

namespace thema {

struct CompareOptions {
  double least_overlap = 0.1;  ///< of two matched topics that counts as the same one: common / all of their papers
  std::int64_t moves = 20;     ///< pairs of topics that are shown of those that papers moved between, largest first
  std::int64_t examples = 3;   ///< ids that are shown of each such pair
};

void describe(OptionTable& table, CompareOptions& options);

}  // namespace thema
