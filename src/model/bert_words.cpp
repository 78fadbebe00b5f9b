// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert_words.hpp"

#include <array>

#include "thema/core/unicode.hpp"
#include "thema/model/bert_characters.hpp"

namespace thema {

namespace {

enum class Kind : unsigned char { inside_word, white_space, punctuation };

constexpr std::array<Kind, 128> kinds_of_ascii() {
  std::array<Kind, 128> kinds{};
  for (char c = '!'; c <= '~'; ++c) {
    const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter_or_digit) kinds[static_cast<unsigned char>(c)] = Kind::punctuation;
  }
  for (const char c : {' ', '\t', '\n', '\v', '\f', '\r'}) kinds[static_cast<unsigned char>(c)] = Kind::white_space;
  return kinds;
}
constexpr std::array<Kind, 128> ascii_kinds = kinds_of_ascii();

// Kind of the character at `at`, which moves past it.
Kind next_kind(std::string_view text, std::size_t& at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) {
    ++at;
    return ascii_kinds[byte];
  }
  const char32_t c = unicode::next(text, at);
  if (bert::is_white_space(c)) return Kind::white_space;
  return bert::is_punctuation(c) ? Kind::punctuation : Kind::inside_word;
}

}  // namespace

std::string_view next_bert_word(std::string_view text, std::size_t& at) {
  while (at < text.size()) {
    const std::size_t start = at;
    const Kind first = next_kind(text, at);
    if (first == Kind::white_space) continue;
    bool open = first == Kind::inside_word;
    while (open && at < text.size()) {
      std::size_t next = at;
      open = next_kind(text, next) == Kind::inside_word;
      if (open) at = next;
    }
    return text.substr(start, at - start);
  }
  return {};
}

}  // namespace thema
