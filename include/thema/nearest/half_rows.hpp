// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

#include "thema/core/device.hpp"
#include "thema/kernels/place.hpp"

namespace thema {

/// Rows of norm at most 1 (+ fp32 rounding) in a device's memory, in fp32 and in fp16: tensor cores multiply the
/// latter, and what the rounding leaves open is decided by the former. 6 bytes a number.
struct HalfRows {
  at::Tensor values;      ///< [n, d] fp32
  at::Tensor halves;      ///< [n, d] fp16
  at::Tensor remainders;  ///< [n] fp32: at least |values - halves|

  std::int64_t count() const { return values.size(0); }
  std::int64_t width() const { return values.size(1); }
  at::Device device() const { return values.device(); }
  /// The memory, and the stream that libtorch uses now.
  kernels::Place place() const;
};

/// A copy of values [n, width] there.
HalfRows half_rows(std::span<const float> values, std::int64_t width, at::Device device);
/// The same of values [n, d] that are there.
HalfRows half_rows(const at::Tensor& values);

/// products[n, m] = rows' halves times the columns', summed in fp32.
void multiply_halves(at::Tensor& products, const at::Tensor& rows, const at::Tensor& columns);

/// Of rows with a remainder r, |product - exact_dot()| is at most r + this, for all of these columns: Cauchy-Schwarz,
/// and for the sums of tensor cores, which cut off instead of rounding, four times dot_error_bound() (Fasi et al.,
/// "Numerical behavior of NVIDIA tensor cores", PeerJ CS 7:e330, 2021).
double error_beside_remainder(const HalfRows& columns);

/// fp32 numbers on a device, [rows, width].
at::Tensor on_device(std::span<const float> values, std::int64_t width, at::Device device);

}  // namespace thema
