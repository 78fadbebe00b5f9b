// SPDX-License-Identifier: Apache-2.0
#include "thema/core/half.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace thema {
namespace {

// Bit patterns of IEEE 754-2008, table of binary16 examples.
TEST(Half, KnownPatterns) {
  EXPECT_EQ(to_half(1.0F).bits, 0x3C00);
  EXPECT_EQ(to_half(-2.0F).bits, 0xC000);
  EXPECT_EQ(to_half(65504.0F).bits, 0x7BFF);
  EXPECT_EQ(to_half(1e6F).bits, 0x7C00);
  EXPECT_EQ(to_half(0x1p-24F).bits, 0x0001);
  EXPECT_EQ(to_half(1.0F + 0x1p-11F).bits, 0x3C00);  // a tie goes to the even pattern
  EXPECT_EQ(to_float({0x3555}), 0.333251953125F);
  EXPECT_TRUE(std::isnan(to_float({0x7E00})));
}

TEST(Half, EveryPatternSurvivesTheWayThroughFloat) {
  for (std::uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
    const Half half{static_cast<std::uint16_t>(bits)};
    if (!std::isnan(to_float(half))) {
      EXPECT_EQ(to_half(to_float(half)), half);
    }
  }
}

}  // namespace
}  // namespace thema
