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

// Widths of Unicode's EastAsianWidth.txt.
TEST(Unicode, ColumnsOfATerminal) {
  EXPECT_EQ(unicode::columns(""), 0u);
  EXPECT_EQ(unicode::columns("halo"), 4u);
  EXPECT_EQ(unicode::columns("na\u00EFve"), 5u);
  EXPECT_EQ(unicode::columns("nai\u0308ve"), 5u);               // the mark stands above its letter
  EXPECT_EQ(unicode::columns("\u65E5\u672C"), 4u);              // ideographs
  EXPECT_EQ(unicode::columns("\uFF21\U0001F600"), 4u);          // a full-width letter, a face
  EXPECT_EQ(unicode::columns("a\u200Bb\u200Fc"), 3u);           // zero width space, mark of direction
  EXPECT_EQ(unicode::columns("\u03A9\u0416\u05D0\uFF71"), 4u);  // Greek, Cyrillic, Hebrew, half-width kana
}

TEST(Unicode, WhatMustNotBePrinted) {
  for (const char32_t c : {U'\x1b', U'\n', U'\x7f', U'\x9b', U'\u202E', U'\u2066'})
    EXPECT_TRUE(unicode::disturbs_display(c)) << static_cast<std::uint32_t>(c);
  for (const char32_t c : {U'a', U' ', U'\u00A0', U'\u200F', U'\u05D0', U'\u65E5'})
    EXPECT_FALSE(unicode::disturbs_display(c)) << static_cast<std::uint32_t>(c);
}

TEST(Unicode, TheLibraryTellsItsVersion) {
  EXPECT_TRUE(std::regex_match(unicode::library_version(), std::regex(R"(ICU \d+\.\d+(\.\d+)*)")))
      << unicode::library_version();
}

}  // namespace
}  // namespace thema
