// SPDX-License-Identifier: Apache-2.0
#include "thema/core/half.hpp"

#include <immintrin.h>

#include "thema/core/error.hpp"

namespace thema {

// F16C is part of x86-64-v3, the instruction set thema is built for.
float to_float(Half h) { return _cvtsh_ss(h.bits); }
Half to_half(float x) { return {static_cast<std::uint16_t>(_cvtss_sh(x, _MM_FROUND_TO_NEAREST_INT))}; }

namespace {

constexpr std::size_t kLanes = 8;  // of one instruction

}  // namespace

void convert(std::span<const Half> in, std::span<float> out) {
  require(in.size() == out.size(), "conversion between spans of unequal length");
  std::size_t i = 0;
  for (; i + kLanes <= in.size(); i += kLanes)
    _mm256_storeu_ps(out.data() + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in.data() + i))));
  for (; i < in.size(); ++i) out[i] = to_float(in[i]);
}

void convert(std::span<const float> in, std::span<Half> out) {
  require(in.size() == out.size(), "conversion between spans of unequal length");
  std::size_t i = 0;
  for (; i + kLanes <= in.size(); i += kLanes)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out.data() + i),
                     _mm256_cvtps_ph(_mm256_loadu_ps(in.data() + i), _MM_FROUND_TO_NEAREST_INT));
  for (; i < in.size(); ++i) out[i] = to_half(in[i]);
}

}  // namespace thema
