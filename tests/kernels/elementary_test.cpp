// SPDX-License-Identifier: Apache-2.0
// The conversions and functions inside the encoder's kernels, against the standard library in double precision.
#include "kernels/elementary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "thema/core/half.hpp"

namespace thema {
namespace {

using kernels::as_bits;
using kernels::as_float;
using kernels::BFloat16;
using kernels::Float16;

// Floats of all exponents and signs, each with fractions at and beside the halfway points of 7 and 10 bits.
template <class Action> void for_floats(const Action& action) {
  const std::uint32_t fractions[] = {0,        1,        0x0FFF,   0x1000,   0x1001,   0x2FFF,   0x3000,
                                     0x3001,   0x7FFF,   0x8000,   0x8001,   0x17FFF,  0x18000,  0x18001,
                                     0x3FEFFF, 0x7FE000, 0x7FEFFF, 0x7FF000, 0x7FF001, 0x7FFFFF, 0x2AAAAA};
  for (std::uint32_t exponent = 0; exponent < 512; ++exponent)
    for (const std::uint32_t fraction : fractions) action(as_float(exponent << 23 | fraction));
}

TEST(Elementary, EveryFloat16BecomesItsFloat) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const float found = kernels::widen(Float16{static_cast<std::uint16_t>(bits)});
    const float expected = to_float(Half{static_cast<std::uint16_t>(bits)});
    if (std::isnan(expected))
      EXPECT_TRUE(std::isnan(found)) << bits;
    else
      EXPECT_EQ(as_bits(found), as_bits(expected)) << bits;
  }
}

TEST(Elementary, FloatsAreRoundedToTheNearestFloat16) {
  for_floats([](float x) {
    const std::uint16_t found = kernels::narrow<Float16>(x).bits;
    if (std::isnan(x))
      EXPECT_TRUE(std::isnan(to_float(Half{found}))) << as_bits(x);
    else
      EXPECT_EQ(found, to_half(x).bits) << x;
  });
}

TEST(Elementary, FloatsAreRoundedToTheNearestBFloat16) {
  for_floats([](float x) {
    const float found = kernels::widen(kernels::narrow<BFloat16>(x));
    if (std::isnan(x)) {
      EXPECT_TRUE(std::isnan(found)) << as_bits(x);
      return;
    }
    // The two neighbours with 8 bits of fraction; the nearer, and of two as near the even one.
    const std::uint32_t below = as_bits(x) & 0xFFFF0000u, above = below + 0x10000u;
    const double down = std::abs(double{x} - double{as_float(below)});
    const double up = std::isinf(as_float(above)) ? std::ldexp(1.0, 128) - std::abs(double{x})
                                                  : std::abs(double{as_float(above)} - double{x});
    const bool even = (below >> 16 & 1u) == 0;
    const std::uint32_t expected = std::isinf(x) || down < up || (down == up && even) ? below : above;
    EXPECT_EQ(as_bits(found), expected) << x;
  });
}

TEST(Elementary, ExpOfNegativeHasTheStatedError) {
  EXPECT_EQ(kernels::exp_of_negative(0.0F), 1.0F);
  EXPECT_EQ(kernels::exp_of_negative(-100.0F), 0.0F);
  EXPECT_EQ(kernels::exp_of_negative(-INFINITY), 0.0F);
  for (float x = 0; x > -86.9F; x -= 0.00113F)
    ASSERT_NEAR(double{kernels::exp_of_negative(x)} / std::exp(double{x}), 1.0, 2e-7) << x;
}

TEST(Elementary, GeluHasTheStatedError) {
  for (float x = -12; x < 12; x += 0.00017F) {
    const double expected = 0.5 * double{x} * (1 + std::erf(double{x} / std::sqrt(2.0)));
    ASSERT_NEAR(double{kernels::gelu(x)}, expected, 2e-7 * std::max(1.0, std::abs(double{x}))) << x;
  }
  EXPECT_EQ(kernels::gelu(0.0F), 0.0F);
  EXPECT_TRUE(std::isnan(kernels::gelu(NAN)));
}

}  // namespace
}  // namespace thema
