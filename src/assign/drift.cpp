// SPDX-License-Identifier: Apache-2.0
#include "thema/assign/drift.hpp"

#include <cmath>
#include <numeric>

namespace thema::assignment {

double jensen_shannon(std::span<const std::int64_t> a, std::span<const std::int64_t> b) {
  const auto all_a = static_cast<double>(std::accumulate(a.begin(), a.end(), std::int64_t{0}));
  const auto all_b = static_cast<double>(std::accumulate(b.begin(), b.end(), std::int64_t{0}));
  double divergence = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double p = static_cast<double>(a[i]) / all_a, q = static_cast<double>(b[i]) / all_b, middle = (p + q) / 2;
    if (p > 0) divergence += p / 2 * std::log2(p / middle);
    if (q > 0) divergence += q / 2 * std::log2(q / middle);
  }
  return divergence;
}

}  // namespace thema::assignment
