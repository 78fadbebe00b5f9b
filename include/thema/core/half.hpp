// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

namespace thema {

/// IEEE 754 binary16 as it is stored; thema computes in wider types.
struct Half {
  std::uint16_t bits = 0;
  bool operator==(const Half&) const = default;
};

float to_float(Half h);
/// Rounds to nearest, ties to even; overflow becomes infinity.
Half to_half(float x);

/// out[i] = in[i]; both spans have the same length.
void convert(std::span<const Half> in, std::span<float> out);
void convert(std::span<const float> in, std::span<Half> out);

}  // namespace thema
