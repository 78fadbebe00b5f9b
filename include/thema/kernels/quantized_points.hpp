// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/kernels/nearest_two.hpp"

namespace thema::kernels {

/// Points in 8-bit integers for products with rows: point j is step[j] x integers + a remainder whose norm is at most
/// `remainder`. The integers lie as the processor's instructions read them, in panels of up to 64 points: four
/// dimensions of a point side by side, then 16 points, then the panel's next 16, then the next four dimensions.
struct QuantizedPoints {
  const float* exact = nullptr;  ///< [count, width], the points themselves, which must outlive this
  std::int64_t count = 0, width = 0;
  std::vector<std::int8_t> integers;
  std::vector<std::int32_t> offsets;  ///< [count, filled up to whole vectors]: what a product starts with
  std::vector<float> steps;           ///< likewise
  float remainder = 0;
};

/// Whether this processor multiplies 8-bit integers (AVX-512 VNNI), and rows so wide without overflow.
bool can_quantize_points(std::int64_t width);

/// points[count, width], finite, of norm at most 1 (+ fp32 rounding).
QuantizedPoints quantize_points(const float* points, std::int64_t count, std::int64_t width);

/// products[count, points.count] of rows[count, width] (finite, norms as above) with the points, by integers alone.
/// Returns a bound of their errors, rigorous: with x = q + r and c = p + s, |x.c - q.p| <= |r| |c| + |q| |s| (Cauchy
/// and Schwarz), of the remainders as they are measured. Host memory; done when it returns.
float multiply_quantized(const float* rows, std::int64_t count, const QuantizedPoints& points, float* products);

/// top[i], as of nearest_two(), and the scores[i, j] it is of, for rows[count, width] (finite, norms as above): those
/// that may be among the `wanted` largest exact dot products of the row are fp32 products, within dot_error_bound(),
/// and all others are below the wanted ones by more than twice this bound. (A best that stands alone keeps its first
/// score where only one is wanted.) First all products of 8-bit integers; their `wanted` largest are repeated in fp32,
/// and then what lies within their error below the least of these. `wanted` is at most the number of points. Returns
/// how many products were repeated. Host memory; done when it returns.
std::int64_t score_quantized(const float* rows, std::int64_t count, const QuantizedPoints& points, std::int64_t wanted,
                             float* scores, TopTwo* top);

}  // namespace thema::kernels
