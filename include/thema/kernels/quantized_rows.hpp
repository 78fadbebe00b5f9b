// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/layer_norm.hpp"

namespace thema::kernels {

/// Rows of 8-bit integers q, each with a step and a middle of its own: x = step q + middle. The lowest value of a row
/// is -128, the highest 127.
///   values [rows, width], row-major; step, middle [rows]
struct QuantizedRows {
  std::int8_t* values;
  float* step;
  float* middle;
};

/// Quantises the rows of x [rows, width], row-major. A row of equal values is kept exactly; one with a value
/// that is not finite gets the step NaN, so that what is computed of it is NaN.
void quantize_rows(const float* x, std::int64_t rows, std::int64_t width, const QuantizedRows& out);

/// A linear layer y = x W^T + b after its integer product: x = step q + middle (a row's), W = w weight_step (an output
/// column's), so y = step weight_step (q w^T) + middle weight_sum + b.
///   sums [rows, width] int32, row-major: q w^T
///   step, middle [rows]; weight_step, weight_sum (of a column's weights), bias [width]
struct IntegerProduct {
  const std::int32_t* sums;
  std::int64_t rows, width;
  const float *step, *middle;
  const float *weight_step, *weight_sum, *bias;
};

/// out [rows, width] = y
void dequantize(const IntegerProduct& product, float* out);

/// The rows of gelu(y) (as in gelu.hpp), quantised.
void gelu_and_quantize(const IntegerProduct& product, const QuantizedRows& out);

/// out = norm(y + residual); residual and out [rows, width] may be the same.
void add_and_normalise(const IntegerProduct& product, const float* residual, const LayerNorm& norm, float* out);

/// All of these are for the host's memory. A row's values depend on that row alone, so rows may be divided among calls
/// in any way, in threads of the caller.

}  // namespace thema::kernels
