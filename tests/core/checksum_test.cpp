// SPDX-License-Identifier: Apache-2.0
#include "thema/core/checksum.hpp"

#include <gtest/gtest.h>

namespace thema {
namespace {

// Made with Python: xxhash.xxh3_64_intdigest(b""), (b"a"), (b"thema" * 100).
TEST(Checksum, EqualsTheReferenceLibrary) {
  EXPECT_EQ(checksum(std::string_view("")), 0x2d06800538d394c2ULL);
  EXPECT_EQ(checksum(std::string_view("a")), 0xe6c632b61e964e1fULL);
  std::string text;
  for (int i = 0; i < 100; ++i) text += "thema";
  EXPECT_EQ(checksum(std::string_view(text)), 0x9e818cd21ae2e994ULL);
}

TEST(Checksum, HexadecimalHasSixteenDigits) { EXPECT_EQ(hexadecimal(0x1a), "000000000000001a"); }

}  // namespace
}  // namespace thema
