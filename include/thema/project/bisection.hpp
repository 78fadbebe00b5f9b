// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <limits>

namespace thema::maps {

/// How long a bisection goes on.
struct BisectionLimit {
  double tolerance;  ///< of the excess
  int steps;
};

/// An x > 0 at which excess(x), which grows with x, is 0 within the tolerance, or the last one tried: from 1 upwards by
/// doubling until the excess is above 0, then by halving the interval. Ends early where doubling leaves the finite
/// numbers.
template <class Excess> double bisect_positive(const BisectionLimit& limit, const Excess& excess) {
  double low = 0, high = std::numeric_limits<double>::infinity(), x = 1;
  for (int i = 0; i < limit.steps; ++i) {
    const double found = excess(x);
    if (std::abs(found) < limit.tolerance) break;
    (found > 0 ? high : low) = x;
    const double next = std::isinf(high) ? 2 * x : (low + high) / 2;
    if (!std::isfinite(next)) break;
    x = next;
  }
  return x;
}

}  // namespace thema::maps
