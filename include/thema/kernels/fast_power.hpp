// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstdint>

#include "thema/core/inline_function.hpp"

namespace thema::kernels {

/// a b + c, rounded once.
THEMA_INLINE_FUNCTION float fused(float a, float b, float c) { return std::fma(a, b, c); }

/// x^p for 0 <= x, both finite and normal or 0, within 1e-5 of it where the result lies in [2^-126, 2^126], and at the
/// near end of this range elsewhere. Without branches and libm, so loops become vector instructions and the bits are
/// the same on every machine: 2^(p log2 x), with log2 by its series in (m - 1) / (m + 1) and 2^f by Taylor's.
THEMA_INLINE_FUNCTION float fast_power(float x, float p) {
  constexpr std::int32_t half_root = 0x3F3504F3;  // the bits of sqrt(1/2): mantissas lie in [sqrt(1/2), sqrt(2))
  const auto bits = __builtin_bit_cast(std::int32_t, x);
  const std::int32_t exponent = (bits - half_root) >> 23;
  const auto mantissa = __builtin_bit_cast(float, bits - exponent * (1 << 23));
  const float t = (mantissa - 1) / (mantissa + 1), t2 = t * t;
  const float series = fused(t2, fused(t2, fused(t2, 0.412198583F, 0.577078016F), 0.961796694F), 2.88539008F);
  const float log2_mantissa = t * series;
  float y = p * (static_cast<float>(exponent) + log2_mantissa);
  y = y < 126 ? y : 126;
  y = y > -126 ? y : -126;
  const auto whole = static_cast<std::int32_t>(y + 128.5F) - 128;  // the nearest, as y + 128.5 is positive
  const float f = y - static_cast<float>(whole);
  float fraction = fused(f, 0.000154035304F, 0.00133335581F);
  fraction = fused(f, fraction, 0.00961812911F);
  fraction = fused(f, fraction, 0.0555041087F);
  fraction = fused(f, fraction, 0.240226507F);
  fraction = fused(f, fraction, 0.693147181F);
  fraction = fused(f, fraction, 1);
  return fraction * __builtin_bit_cast(float, (whole + 127) * (1 << 23));
}

}  // namespace thema::kernels
