// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>

#include "thema/core/inline_function.hpp"

namespace thema {

/// Sums of floats that do not depend on their order: each term, |x| <= 1, becomes an int64 multiple of
/// 2^-min(40, 62 - ceil(log2 N)), and integer addition is associative. N terms cannot overflow.
class FixedPoint {
 public:
  explicit FixedPoint(std::int64_t terms) {
    const auto n = static_cast<std::uint64_t>(terms < 1 ? 1 : terms);
    const int log2_terms = n == 1 ? 0 : 64 - std::countl_zero(n - 1);
    const int bits = 62 - log2_terms < 40 ? 62 - log2_terms : 40;
    scale_ = std::ldexp(1.0, bits);
  }
  /// Rounds half to even; exact for |x| * scale below 2^51, which holds for |x| <= 2^11.
  THEMA_INLINE_FUNCTION std::int64_t encode(double x) const {
    constexpr double magic = 0x1.8p52;
    return static_cast<std::int64_t>(__builtin_bit_cast(std::uint64_t, x * scale_ + magic) -
                                     __builtin_bit_cast(std::uint64_t, magic));
  }
  THEMA_INLINE_FUNCTION double decode(std::int64_t sum) const { return static_cast<double>(sum) / scale_; }
  double scale() const { return scale_; }

 private:
  double scale_;
};

}  // namespace thema
