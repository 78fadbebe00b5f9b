// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>

#include "elementary.hpp"
#include "thema/kernels/layer_norm.hpp"

namespace thema::kernels {

/// out = norm of the row whose column c is value(c).
template <class Lanes, class Value, class T>
THEMA_INLINE_FUNCTION void normalise_row(const Lanes& lanes, const LayerNorm& norm, const Value& value, T* out) {
  const float count = static_cast<float>(norm.width);
  const float mean = lanes.sum(norm.width, value) / count;
  const float squares = lanes.sum(norm.width, [&](std::int64_t c) {
    const float distance = value(c) - mean;
    return distance * distance;
  });
  const float scale = 1.0F / std::sqrt(squares / count + norm.epsilon);
  lanes.each(norm.width,
             [&](std::int64_t c) { out[c] = narrow<T>((value(c) - mean) * scale * norm.weight[c] + norm.bias[c]); });
}

}  // namespace thema::kernels
