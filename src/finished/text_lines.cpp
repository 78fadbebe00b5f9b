// SPDX-License-Identifier: Apache-2.0
#include "thema/finished/text_lines.hpp"

#include "thema/core/unicode.hpp"

namespace thema::finished {

namespace {

// The first characters of the text that `width` columns hold; one at least.
std::string_view fitting(std::string_view text, std::size_t width) {
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size(); end = at) {
    unicode::next(text, at);
    if (end > 0 && unicode::columns(text.substr(0, at)) > width) break;
  }
  return text.substr(0, end);
}

}  // namespace

std::vector<std::string_view> split_at_blanks(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0, at = 0;
  while (at < text.size()) {
    const std::size_t before = at;
    if (!unicode::is_white_space(unicode::next(text, at))) continue;
    if (before > begin) words.push_back(text.substr(begin, before - begin));
    begin = at;
  }
  if (begin < text.size()) words.push_back(text.substr(begin));
  return words;
}

std::string with_single_blanks(std::string_view text) {
  std::string clean;
  for (const std::string_view word : split_at_blanks(text)) clean.append(clean.empty() ? "" : " ").append(word);
  return clean;
}

std::string without_control_characters(const std::string& text) {
  std::string clean;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = unicode::next(text, at);
    unicode::append(clean, unicode::disturbs_display(c) ? char32_t{0xFFFD} : c);
  }
  return clean;
}

std::vector<std::string> filled(const std::string& text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (const std::string_view word : split_at_blanks(text)) {
    if (!lines.back().empty() && unicode::columns(lines.back()) + 1 + unicode::columns(word) > width)
      lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    std::string_view rest = word;
    for (; unicode::columns(rest) > width; lines.emplace_back()) {
      const std::string_view part = fitting(rest, width);
      lines.back() += part;
      rest.remove_prefix(part.size());
    }
    lines.back() += rest;
  }
  return lines;
}

}  // namespace thema::finished
