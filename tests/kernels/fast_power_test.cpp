// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/fast_power.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace thema::kernels {
namespace {

TEST(FastPower, IsNearThatOfTheLibrary) {
  for (const double p : {0.3, 0.8951, 1.0, 1.577, 2.5})
    for (double x = 1e-12; x < 1e12; x *= 1.0137) {
      const auto base = static_cast<float>(x);
      const double expected = std::pow(static_cast<double>(base), static_cast<double>(static_cast<float>(p)));
      EXPECT_NEAR(static_cast<double>(fast_power(base, static_cast<float>(p))) / expected, 1, 1e-5) << x << "^" << p;
    }
}

TEST(FastPower, StaysInItsRange) {
  EXPECT_LT(fast_power(0, 0.9F), 1e-30F);
  EXPECT_GE(fast_power(0, 0.9F), 0);
  EXPECT_TRUE(std::isfinite(fast_power(1e30F, 3)));
  EXPECT_EQ(fast_power(1, 0.7F), 1);
}

}  // namespace
}  // namespace thema::kernels
