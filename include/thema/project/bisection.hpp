// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <limits>

namespace thema::maps {

inline constexpr double kBisectionTolerance = 1e-5;  ///< of the excess: umap-learn's and openTSNE's

/// An x > 0 at which excess(x), which grows with x, is 0 within the tolerance, or the last one of `steps` tried: from 1
/// upwards by doubling until the excess is above 0, then by halving the interval. Ends early where doubling leaves the
/// finite numbers.
template <class Excess> double bisect_positive(int steps, const Excess& excess) {
  double low = 0, high = std::numeric_limits<double>::infinity(), x = 1;
  for (int i = 0; i < steps; ++i) {
    const double found = excess(x);
    if (std::abs(found) < kBisectionTolerance) break;
    (found > 0 ? high : low) = x;
    const double next = std::isinf(high) ? 2 * x : (low + high) / 2;
    if (!std::isfinite(next)) break;
    x = next;
  }
  return x;
}

}  // namespace thema::maps
