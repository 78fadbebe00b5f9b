// SPDX-License-Identifier: Apache-2.0
// Conversions and functions of one number for the kernels of an encoder: without branches, so that loops over them are
// vectorised, and without a library call, so that every device gives the same bits.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

#include "thema/core/inline_function.hpp"
#include "thema/kernels/half.hpp"

namespace thema::kernels {

THEMA_INLINE_FUNCTION float as_float(std::uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
THEMA_INLINE_FUNCTION std::uint32_t as_bits(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

THEMA_INLINE_FUNCTION float widen(float x) { return x; }
THEMA_INLINE_FUNCTION float widen(BFloat16 x) { return as_float(std::uint32_t{x.bits} << 16); }
THEMA_INLINE_FUNCTION float widen(Float16 x) {
  // Exponent and fraction move to their places in fp32; the product mends the exponent's bias, for subnormal numbers
  // too. Infinity and NaN then still lack their exponent.
  const std::uint32_t magnitude = std::uint32_t{x.bits & 0x7FFFu} << 13, sign = std::uint32_t{x.bits & 0x8000u} << 16;
  const std::uint32_t scaled = as_bits(as_float(magnitude) * 0x1.0p112F);
  return as_float(sign | (magnitude >= 0x0F800000u ? scaled | 0x7F800000u : scaled));
}

/// Rounds to the nearest number of type T, ties to even.
template <class T> THEMA_INLINE_FUNCTION T narrow(float x);
template <> THEMA_INLINE_FUNCTION float narrow<float>(float x) { return x; }
template <> THEMA_INLINE_FUNCTION BFloat16 narrow<BFloat16>(float x) {
  const std::uint32_t bits = as_bits(x), rounded = bits + 0x7FFFu + (bits >> 16 & 1u);
  const bool is_nan = (bits & 0x7FFFFFFFu) > 0x7F800000u;
  return {static_cast<std::uint16_t>(is_nan ? 0x7FC0u : rounded >> 16)};
}
template <> THEMA_INLINE_FUNCTION Float16 narrow<Float16>(float x) {
  const std::uint32_t bits = as_bits(x), magnitude = bits & 0x7FFFFFFFu, sign = bits >> 16 & 0x8000u;
  // Below 2^-14 the sum with 1/2 leaves the fraction, rounded by the addition, in the lowest bits.
  const std::uint32_t subnormal = as_bits(as_float(magnitude) + 0.5F) - as_bits(0.5F);
  const std::uint32_t normal = (magnitude - 0x38000000u + 0xFFFu + (magnitude >> 13 & 1u)) >> 13;
  const std::uint32_t infinite = magnitude > 0x7F800000u ? 0x7E00u : 0x7C00u;
  const std::uint32_t finite = magnitude < 0x38800000u ? subnormal : normal;
  return {static_cast<std::uint16_t>(sign | (magnitude >= 0x477FF000u ? infinite : finite))};
}

/// e^x for x <= 0, relative error below 2e-7; 0 below -87.
THEMA_INLINE_FUNCTION float exp_of_negative(float x) {
  // x = n ln 2 + r, |r| <= ln 2 / 2, ln 2 in two parts; e^r = 1 + r + r^2 p(r) with p fitted for the least largest
  // relative error; e^x = 2^n e^r.
  const float bounded = x > -87.0F ? x : -87.0F;
  const float n = std::nearbyint(bounded * 1.44269504F);
  const float r = std::fma(n, -1.42860677e-6F, std::fma(n, -0.693145752F, bounded));
  float sum = 0.00831250101F;
  sum = std::fma(sum, r, 0.0418903306F);
  sum = std::fma(sum, r, 0.166671157F);
  sum = std::fma(sum, r, 0.499992311F);
  sum = std::fma(sum, r, 1.0F);
  sum = std::fma(sum, r, 1.0F);
  const std::uint32_t power = static_cast<std::uint32_t>(static_cast<std::int32_t>(n) + 127) << 23;
  return x > -87.0F ? sum * as_float(power) : 0.0F;
}

/// x/2 (1 + erf(x / sqrt 2)) to 2e-7 max(1, |x|). The error function is x times a polynomial in x^2, fitted with least
/// largest error of the result on |x| <= 5.5, beyond which it is constant; the variable t in [-1, 1] keeps the
/// coefficients small.
THEMA_INLINE_FUNCTION float gelu(float x) {
  const float low = x < 5.5F ? x : 5.5F, bounded = low > -5.5F ? low : -5.5F;
  const float t = std::fma(bounded * bounded, 2.0F / (5.5F * 5.5F), -1.0F);
  float sum = 0.0008669331F;
  sum = std::fma(sum, t, -0.0025630167F);
  sum = std::fma(sum, t, 0.0026620755F);
  sum = std::fma(sum, t, -0.0029542414F);
  sum = std::fma(sum, t, 0.007777834F);
  sum = std::fma(sum, t, -0.014815012F);
  sum = std::fma(sum, t, 0.021317536F);
  sum = std::fma(sum, t, -0.029615603F);
  sum = std::fma(sum, t, 0.04047246F);
  sum = std::fma(sum, t, -0.052158285F);
  sum = std::fma(sum, t, 0.064176336F);
  sum = std::fma(sum, t, -0.077581376F);
  sum = std::fma(sum, t, 0.095473416F);
  sum = std::fma(sum, t, -0.12834476F);
  sum = std::fma(sum, t, 0.2571039F);
  const float half = 0.5F * x;
  return std::fma(half, bounded * sum, half);
}

}  // namespace thema::kernels
