// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/gaps.hpp"

#include <cmath>

namespace thema::clusters {

namespace {

// Rows are of unit norm up to fp32 rounding; the excess covers this and the rounding of the drifts.
constexpr double kExcess = 1 + 1e-6;

std::vector<double> drifts(std::span<const float> before, std::span<const float> after, std::int64_t width) {
  std::vector<double> drift(after.size() / static_cast<std::size_t>(width));
  for (std::size_t t = 0; t < drift.size(); ++t) {
    double sum = 0;
    for (std::size_t j = t * static_cast<std::size_t>(width); j < (t + 1) * static_cast<std::size_t>(width); ++j) {
      const double difference = static_cast<double>(after[j]) - static_cast<double>(before[j]);
      sum += difference * difference;
    }
    drift[t] = kExcess * std::sqrt(sum);
  }
  return drift;
}

}  // namespace

std::vector<std::int64_t> Gaps::open_rows(double margin) const {
  std::vector<std::int64_t> open;
  for (std::size_t i = 0; i < gap_.size(); ++i)
    if (gap_[i] <= margin) open.push_back(static_cast<std::int64_t>(i));
  return open;
}

void Gaps::shrink(std::span<const float> before, std::span<const float> after, std::int64_t width,
                  std::span<const std::int32_t> labels) {
  const std::vector<double> drift = drifts(before, after, width);
  std::size_t fastest = 0;
  for (std::size_t t = 1; t < drift.size(); ++t)
    if (drift[t] > drift[fastest]) fastest = t;
  double runner_up = 0;
  for (std::size_t t = 0; t < drift.size(); ++t)
    if (t != fastest && drift[t] > runner_up) runner_up = drift[t];
  for (std::size_t i = 0; i < gap_.size(); ++i) {
    const auto own = static_cast<std::size_t>(labels[i]);
    gap_[i] -= drift[own] + (own == fastest ? runner_up : drift[fastest]);
  }
}

}  // namespace thema::clusters
