// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/core/inline_function.hpp"

namespace thema::kernels {

/// A coordinate of a force of one vertex on another is at most so large: umap-learn's limit.
inline constexpr float kLargestForce = 4;

THEMA_INLINE_FUNCTION float limited(float x) {
  const float below = x < kLargestForce ? x : kLargestForce;
  return below > -kLargestForce ? below : -kLargestForce;
}

}  // namespace thema::kernels
