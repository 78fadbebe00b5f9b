// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert_characters.hpp"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "thema/core/error.hpp"
#include "thema/core/unicode.hpp"

namespace thema::bert {

namespace {

struct Version {
  int major, minor;
};
constexpr Version categories_known{8, 0};
constexpr Version decompositions_known{9, 0};

bool is_newer(char32_t c, Version known) {
  UVersionInfo age;
  u_charAge(static_cast<UChar32>(c), age);
  return age[0] > known.major || (age[0] == known.major && age[1] > known.minor);
}

// Assigned in 8.0 and given another category later; only those of which the tokenizer takes notice.
int category(char32_t c) {
  switch (c) {
    case 0x166D:
    case 0x111C9:
      return U_OTHER_PUNCTUATION;
    case 0x1734:
      return U_NON_SPACING_MARK;
    case 0x1885:
    case 0x1886:
      return U_OTHER_LETTER;
    case 0xA9BD:
      return U_COMBINING_SPACING_MARK;
    default:
      break;
  }
  if (is_newer(c, categories_known)) return U_UNASSIGNED;
  return u_charType(static_cast<UChar32>(c));
}

struct Range {
  char32_t first, last;
};
constexpr Range ideographs[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},   {0x20000, 0x2A6DF},
                                {0x2A700, 0x2B73F}, {0x2B740, 0x2B81F}, {0x2B920, 0x2CEAF}, {0x2F800, 0x2FA1F}};

struct Mapping {
  char32_t first, last, lower;
};
// Capitals of Unicode 16.0 and 17.0 (UnicodeData.txt), for an ICU that does not know them yet.
constexpr Mapping recent_capitals[] = {
    {0x1C89, 0x1C89, 0x1C8A},    {0xA7CB, 0xA7CB, 0x0264},   {0xA7CC, 0xA7CC, 0xA7CD}, {0xA7CE, 0xA7CE, 0xA7CF},
    {0xA7D2, 0xA7D2, 0xA7D3},    {0xA7D4, 0xA7D4, 0xA7D5},   {0xA7DA, 0xA7DA, 0xA7DB}, {0xA7DC, 0xA7DC, 0x019B},
    {0x10D50, 0x10D65, 0x10D70}, {0x16EA0, 0x16EB8, 0x16EBB}};

char32_t simple_lower_case(char32_t c) {
  if (u_charType(static_cast<UChar32>(c)) == U_UNASSIGNED)
    for (const Mapping& mapping : recent_capitals)
      if (c >= mapping.first && c <= mapping.last) return mapping.lower + (c - mapping.first);
  return unicode::lower_case(c);
}

bool is_ascii_punctuation(char32_t c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

const UNormalizer2* canonical_decomposition() {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* normalizer = unorm2_getNFDInstance(&status);
  require(U_SUCCESS(status), "ICU has no data of canonical decompositions");
  return normalizer;
}

}  // namespace

bool is_removed_by_cleaning(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  const auto kind = category(c);
  return c == 0xFFFD || kind == U_CONTROL_CHAR || kind == U_FORMAT_CHAR || kind == U_PRIVATE_USE_CHAR;
}

bool is_white_space(char32_t c) { return unicode::is_white_space(c); }

bool is_ideograph(char32_t c) {
  return std::any_of(std::begin(ideographs), std::end(ideographs),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

bool is_punctuation(char32_t c) {
  return c < 0x80 ? is_ascii_punctuation(c) : (U_MASK(category(c)) & U_GC_P_MASK) != 0;
}

bool is_nonspacing_mark(char32_t c) { return category(c) == U_NON_SPACING_MARK; }

int combining_class(char32_t c) {
  return is_newer(c, decompositions_known) ? 0 : u_getCombiningClass(static_cast<UChar32>(c));
}

void decompose(char32_t c, std::u32string& out) {
  out.assign(1, c);
  if (c < 0x80 || is_newer(c, decompositions_known)) return;
  std::array<UChar, 16> units;  // the longest canonical decomposition has 4 code points
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t n = unorm2_getDecomposition(canonical_decomposition(), static_cast<UChar32>(c), units.data(),
                                                 static_cast<std::int32_t>(units.size()), &status);
  require(U_SUCCESS(status), "ICU could not decompose a code point");
  if (n <= 0) return;
  out.clear();
  for (std::int32_t i = 0; i < n;) {
    UChar32 part = 0;
    U16_NEXT(units.data(), i, n, part);
    out.push_back(static_cast<char32_t>(part));
  }
}

void append_lower_case(char32_t c, std::string& out) {
  constexpr char32_t capital_i_with_dot = 0x130, dot_above = 0x307;  // the one mapping to two code points
  if (c == capital_i_with_dot) {
    out += 'i';
    unicode::append(out, dot_above);
    return;
  }
  unicode::append(out, simple_lower_case(c));
}

std::size_t length_without_white_space_at_end(std::string_view text) {
  std::size_t length = text.size();
  while (length > 0) {
    std::size_t start = length - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    std::size_t end = start;
    if (!is_white_space(unicode::next(text, end)) || end != length) return length;
    length = start;
  }
  return 0;
}

}  // namespace thema::bert
