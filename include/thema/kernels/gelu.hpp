// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/place.hpp"

namespace thema::kernels {

/// x = gelu(x + bias) in place, with gelu(v) = v/2 (1 + erf(v / sqrt 2)) (Hendrycks and Gimpel, "Gaussian error linear
/// units", 2016), in fp32 to about 2e-7 absolute times max(1, |v|).
///   x [rows, width], row-major; T is float, Float16 or BFloat16
///   bias [width], of the same type
template <class T>
void add_bias_and_gelu(const Place& place, const T* bias, std::int64_t rows, std::int64_t width, T* x);

}  // namespace thema::kernels
