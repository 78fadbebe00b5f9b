// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <limits>

#include "thema/core/inline_function.hpp"

namespace thema {

/// The largest float not above x, so that a comparison in fp32 never drops what double would keep.
THEMA_INLINE_FUNCTION float round_down(double x) {
  const auto nearest = static_cast<float>(x);
  return static_cast<double>(nearest) <= x ? nearest
                                           : std::nextafterf(nearest, -std::numeric_limits<float>::infinity());
}

}  // namespace thema
