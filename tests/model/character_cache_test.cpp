// SPDX-License-Identifier: Apache-2.0
#include "thema/model/character_cache.hpp"

#include <gtest/gtest.h>

#include <string>

namespace thema {
namespace {

using Kind = BertCharacter::Kind;

void expect_character(char32_t code, const BertNormalizerOptions& options, Kind kind, const std::string& bytes) {
  const BertCharacter found = describe_character(code, BertNormalizer(options));
  EXPECT_EQ(found.code, code);
  EXPECT_EQ(found.kind, kind) << std::hex << static_cast<std::uint32_t>(code);
  EXPECT_EQ(std::string(found.bytes.data(), found.size), bytes) << std::hex << static_cast<std::uint32_t>(code);
}

TEST(BertCharacter, IsDescribedByWhatBecomesOfIt) {
  expect_character(U'A', {}, Kind::in_word, "a");
  expect_character(U'é', {}, Kind::in_word, "e");
  expect_character(0x301, {}, Kind::in_word, "");   // an accent
  expect_character(0xAD, {}, Kind::in_word, "");    // soft hyphen: dropped by the cleaning
  expect_character(0xFFFD, {}, Kind::in_word, "");  // what broken UTF-8 counts as
  expect_character(0x130, {}, Kind::in_word, "i");
  expect_character(U'한', {}, Kind::in_word, "\u1112\u1161\u11ab");
  expect_character(0xA0, {}, Kind::blank, "");
  expect_character('\t', {}, Kind::blank, "");
  expect_character('$', {}, Kind::word, "$");
  expect_character(U'“', {}, Kind::word, "“");
  expect_character(U'中', {}, Kind::word, "中");
  expect_character(0xF900, {}, Kind::word, "豈");
  expect_character(U'≤', {}, Kind::in_word, "≤");
  expect_character(0x37E, {}, Kind::word, ";");  // Greek question mark
  expect_character(0x0B, {}, Kind::in_word, "");
}

TEST(BertCharacter, FollowsTheOptions) {
  const BertNormalizerOptions none{
      .clean_text = false, .handle_chinese_chars = false, .strip_accents = false, .lowercase = false};
  expect_character(U'É', none, Kind::in_word, "É");
  expect_character(0x301, none, Kind::in_word, "\u0301");
  expect_character(U'中', none, Kind::in_word, "中");
  expect_character(0x0B, none, Kind::blank, "");
  expect_character(0x302E, none, Kind::in_word, "\u302e");
}

// Spacing marks that canonical order sorts: U+302E and a part of U+1D15E stay when accents go.
TEST(BertCharacter, WhatIsSortedAmongMarksIsEntangled) {
  expect_character(0x302E, {}, Kind::entangled, "");
  expect_character(0x1D15E, {}, Kind::entangled, "");
}

// More code points than places, twice, so that places are taken from one another.
TEST(CharacterCache, SaysTheSameAsTheDescription) {
  const BertNormalizer normalizer({});
  CharacterCache cache;
  for (int round = 0; round < 2; ++round)
    for (char32_t code = 0x80; code < 0x30000; code += 37) {
      const BertCharacter expected = describe_character(code, normalizer);
      for (int again = 0; again < 2; ++again) {
        const BertCharacter& found = cache.of(code, normalizer);
        EXPECT_EQ(found.code, expected.code);
        EXPECT_EQ(found.kind, expected.kind);
        EXPECT_EQ(found.size, expected.size);
        EXPECT_EQ(found.bytes, expected.bytes);
      }
    }
}

}  // namespace
}  // namespace thema
