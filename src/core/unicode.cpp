// SPDX-License-Identifier: Apache-2.0
#include "thema/core/unicode.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unicode/uversion.h>

#include "thema/core/error.hpp"

// ICU's macros narrow int to uint8_t by design.
#pragma GCC diagnostic ignored "-Wconversion"

namespace thema::unicode {

char32_t next(std::string_view text, std::size_t& at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(bytes, at, text.size(), c);
  return static_cast<char32_t>(c);
}

void append(std::string& out, char32_t c) {
  std::uint8_t bytes[U8_MAX_LENGTH];
  std::size_t n = 0;
  U8_APPEND_UNSAFE(bytes, n, static_cast<UChar32>(c));
  out.append(reinterpret_cast<const char*>(bytes), n);
}

bool is_white_space(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)); }
char32_t lower_case(char32_t c) { return static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))); }
bool is_letter(char32_t c) { return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) != 0; }
bool is_mark(char32_t c) { return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) != 0; }

std::string lower_cased(std::string_view text) {
  std::string lower;
  for (std::size_t at = 0; at < text.size();) append(lower, lower_case(next(text, at)));
  return lower;
}

bool disturbs_display(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  return control || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::size_t columns(std::string_view text) {
  constexpr std::uint32_t no_column = U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK;
  std::size_t sum = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<UChar32>(next(text, at));
    if ((U_GET_GC_MASK(c) & no_column) != 0) continue;
    const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    sum += width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
  }
  return sum;
}

std::string compose(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(status);
  require(U_SUCCESS(status), "ICU has no data for NFC");
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
  form->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, nullptr, status);
  require(U_SUCCESS(status), "ICU cannot compose a text");
  return out;
}

std::string library_version() {
  UVersionInfo version;
  u_getVersion(version);
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_versionToString(version, text);
  return std::string("ICU ") + text;
}

}  // namespace thema::unicode
