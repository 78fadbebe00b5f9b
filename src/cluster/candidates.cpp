// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/candidates.hpp"

#include <algorithm>
#include <cmath>

namespace thema::clusters {

std::vector<std::int64_t> candidates_of(const ClusterOptions& options) {
  std::vector<std::int64_t> candidates = options.candidates;
  if (candidates.empty()) {
    const auto lowest = static_cast<double>(options.k_min);
    const double ratio = static_cast<double>(options.k_max) / lowest;
    for (std::int64_t i = 0; i < options.k_steps; ++i) {
      const double part = static_cast<double>(i) / static_cast<double>(options.k_steps - 1);
      candidates.push_back(std::llround(lowest * std::pow(ratio, part)));
    }
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  return candidates;
}

}  // namespace thema::clusters
