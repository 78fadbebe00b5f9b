// SPDX-License-Identifier: Apache-2.0
#include "thema/core/unicode.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <vector>

namespace thema {
namespace {

std::vector<char32_t> decode(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) points.push_back(unicode::next(text, at));
  return points;
}

TEST(Unicode, DecodesAndEncodesEveryLength) {
  const std::vector<char32_t> points{U'a', U'\u00F6', U'\u2264', U'\U0001D6FC'};
  std::string text;
  for (char32_t c : points) unicode::append(text, c);
  EXPECT_EQ(text, "a\xC3\xB6\xE2\x89\xA4\xF0\x9D\x9B\xBC");
  EXPECT_EQ(decode(text), points);
}

TEST(Unicode, BrokenBytesBecomeReplacementCharacters) {
  EXPECT_EQ(decode("a\xFF"
                   "b"),
            (std::vector<char32_t>{U'a', 0xFFFD, U'b'}));
  EXPECT_EQ(decode("\xC3"), (std::vector<char32_t>{0xFFFD}));                // cut in the middle
  EXPECT_EQ(decode("\xED\xA0\x80").front(), static_cast<char32_t>(0xFFFD));  // a surrogate
}

TEST(Unicode, Properties) {
  EXPECT_TRUE(unicode::is_white_space(U'\u00A0'));
  EXPECT_TRUE(unicode::is_white_space(U'\u2003'));
  EXPECT_FALSE(unicode::is_white_space(U'\u200B'));  // zero width space is not White_Space
  EXPECT_EQ(unicode::lower_case(U'\u00C4'), U'\u00E4');
  EXPECT_TRUE(unicode::is_letter(U'\u00DF'));
  EXPECT_FALSE(unicode::is_letter(U'7'));
}

TEST(Unicode, TheLibraryTellsItsVersion) {
  EXPECT_TRUE(std::regex_match(unicode::library_version(), std::regex(R"(ICU \d+\.\d+(\.\d+)*)")))
      << unicode::library_version();
}

}  // namespace
}  // namespace thema
