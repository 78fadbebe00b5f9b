// SPDX-License-Identifier: Apache-2.0
// For processors without these instructions, where can_quantize_points() tells callers to do without.
#include "thema/core/error.hpp"
#include "thema/kernels/quantized_points.hpp"

namespace thema::kernels {

bool can_quantize_points(std::int64_t) { return false; }

QuantizedPoints quantize_points(const float*, std::int64_t, std::int64_t) {
  fail("this processor has no products of 8-bit integers");
}

float multiply_quantized(const float*, std::int64_t, const QuantizedPoints&, float*) {
  fail("this processor has no products of 8-bit integers");
}

std::int64_t score_quantized(const float*, std::int64_t, const QuantizedPoints&, std::int64_t, float*, TopTwo*) {
  fail("this processor has no products of 8-bit integers");
}

}  // namespace thema::kernels
