// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include "thema/kernels/quantized_rows.hpp"

namespace thema {

/// How sums of products of 8-bit integers are computed. Both are exact, so both give the same bits.
enum class IntegerProductKernel {
  vnni,  ///< oneDNN's integer product, which is exact where the CPU has AVX512-VNNI
  fp32   ///< the product of the same integers in fp32, at most 1,024 terms at a time: exact below 2^24
};

/// `vnni` where a product of the largest integers comes out exactly here: without the instructions oneDNN adds pairs of
/// products in 16 bits, which saturate.
IntegerProductKernel choose_integer_product();

/// Rows of 8-bit integers, each with its step and middle (kernels/quantized_rows.hpp).
struct QuantizedTensor {
  at::Tensor values;        // int8 [T, width]
  at::Tensor step, middle;  // fp32 [T]

  QuantizedTensor(std::int64_t rows, std::int64_t width);
  /// The rows of x, fp32 [T, width], contiguous.
  static QuantizedTensor of(const at::Tensor& x);
  /// From this row on.
  kernels::QuantizedRows rows(std::int64_t first);
};

/// y = x W^T + b on a CPU with W in 8-bit integers, symmetric with one step a row of W ("per channel"), and x in 8-bit
/// integers with a step and a middle of each row ("dynamic quantisation, per token").
class Int8Linear {
 public:
  /// weight [out, in] and bias [out] as in a checkpoint, fp32.
  Int8Linear(const at::Tensor& weight, const at::Tensor& bias, IntegerProductKernel kernel = choose_integer_product());

  std::int64_t outputs() const { return bias_.size(0); }

  /// sums [T, out] int32: the product of the integers.
  at::Tensor multiply(const at::Tensor& values) const;
  /// y in its parts, for the kernels that finish it; points into this, `sums` and `x`.
  kernels::IntegerProduct product(const at::Tensor& sums, const QuantizedTensor& x) const;

 private:
  IntegerProductKernel kernel_;
  at::Tensor weight_;                    // [in, out] int8, or fp32 with the same integers
  at::Tensor weight_step_, weight_sum_;  // [out]
  at::Tensor bias_;
};

}  // namespace thema
