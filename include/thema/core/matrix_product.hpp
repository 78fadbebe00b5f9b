// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

namespace thema {

/// out[m,n] = a[m,d] * b[n,d]^T, row-major fp32, by libtorch's GEMM. The rounding of a result may depend on m, n and
/// the position in the tile, so callers either fix the tile shape or rescore near ties (design: exact assignment).
void multiply_transposed(std::span<const float> a, std::span<const float> b, std::int64_t d, std::span<float> out);

/// out[d,d] = x[n,d]^T * x[n,d], row-major fp64. Where x holds integers and no sum exceeds 2^53 the result is exact, so
/// its bits depend on nothing.
void gram(std::span<const double> x, std::int64_t d, std::span<double> out);

/// Eigenvectors of a symmetric matrix (row-major, n x n, fp64) for its `count` largest eigenvalues, largest first.
/// vectors[count, n], unit length, the component of largest magnitude positive; values[count].
void largest_eigenvectors(std::span<const double> matrix, std::int64_t n, std::int64_t count, std::span<double> values,
                          std::span<double> vectors);

/// Bound of |fp32 GEMM result - exact dot product| for vectors of length d and unit norm: d * 2^-24 * (1 + 1/16),
/// for any order of summation (Higham, Accuracy and Stability of Numerical Algorithms, eq. 3.5).
constexpr double dot_error_bound(std::int64_t d) { return static_cast<double>(d) * 0x1.1p-24; }

/// Dot product in double without fused multiply-add: the same bits on every machine. The order is part of the contract:
/// lane l = 0..3 sums the products of the indices i = l (mod 4) in ascending order, and the result is
/// (lane 0 + lane 1) + (lane 2 + lane 3).
double exact_dot(const float* a, const float* b, std::int64_t d);

}  // namespace thema
