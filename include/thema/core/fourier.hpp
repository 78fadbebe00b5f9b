// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <complex>
#include <cstdint>
#include <span>

namespace thema::fourier {

using Complex = std::complex<float>;

// Discrete Fourier transforms of rows by libtorch, fp32, one thread. Rows of n numbers are taken as rows of `length`
// with zeros behind them. Inverse transforms are scaled by 1 / length. The rounding of a row may depend on how many
// rows are transformed at once, so callers whose bits count fix that.

/// out[count, length / 2 + 1] of rows[count, n]; length is even.
void transform_real(std::span<const float> rows, std::int64_t n, std::int64_t length, std::span<Complex> out);
/// out[count, length] of rows[count, n].
void transform(std::span<const Complex> rows, std::int64_t n, std::int64_t length, std::span<Complex> out);
/// out[count, length] of rows[count, length].
void invert(std::span<const Complex> rows, std::int64_t length, std::span<Complex> out);
/// out[count, length] of rows[count, length / 2 + 1], the half of a spectrum whose other half mirrors it.
void invert_real(std::span<const Complex> rows, std::int64_t length, std::span<float> out);

}  // namespace thema::fourier
