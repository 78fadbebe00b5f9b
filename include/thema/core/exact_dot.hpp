// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/core/inline_function.hpp"

namespace thema {

/// exact_dot() of matrix_product.hpp, for the inside of kernels: its order of summation is written down here.
THEMA_INLINE_FUNCTION double exact_dot_inline(const float* a, const float* b, std::int64_t d) {
  // Four interleaved partial sums are a fixed order too, and let the compiler use vector registers.
  double s[4] = {0, 0, 0, 0};
  std::int64_t i = 0;
  for (; i + 4 <= d; i += 4)
    for (int lane = 0; lane < 4; ++lane) s[lane] += static_cast<double>(a[i + lane]) * static_cast<double>(b[i + lane]);
  for (int lane = 0; i < d; ++i, ++lane) s[lane] += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return (s[0] + s[1]) + (s[2] + s[3]);
}

}  // namespace thema
