// SPDX-License-Identifier: Apache-2.0
#include "thema/core/random.hpp"

#include <gtest/gtest.h>

namespace thema {
namespace {

using Block = std::array<std::uint32_t, 4>;

// Known answers published with the authors' Random123 library (file kat_vectors, philox4x32 10 rounds).
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, StreamsOfDifferentKeysDiffer) {
  const auto base = random_bits(1, Draw::test, 7, 0);
  EXPECT_EQ(base, random_bits(1, Draw::test, 7, 0));
  EXPECT_NE(base, random_bits(2, Draw::test, 7, 0));
  EXPECT_NE(base, random_bits(1, Draw::sample, 7, 0));
  EXPECT_NE(base, random_bits(1, Draw::test, 8, 0));
  EXPECT_NE(base, random_bits(1, Draw::test, 7, 1));
}

TEST(Random, UnitNumbersAreUniform) {
  constexpr int n = 100'000;
  double sum = 0;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double u = random_unit(3, Draw::test, i);
    ASSERT_TRUE(u >= 0 && u < 1);
    sum += u;
  }
  EXPECT_NEAR(sum / n, 0.5, 5 * 0.2887 / 316.2);  // five standard errors
}

TEST(Random, BelowStaysBelowAndReachesAll) {
  std::array<int, 5> seen{};
  for (std::uint64_t i = 0; i < 1000; ++i) ++seen.at(random_below(5, 3, Draw::test, i));
  for (int count : seen) EXPECT_GT(count, 100);
}

}  // namespace
}  // namespace thema
