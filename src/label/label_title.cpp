// SPDX-License-Identifier: Apache-2.0
#include "thema/label/label_title.hpp"

#include <algorithm>
#include <array>

#include "thema/core/unicode.hpp"
#include "thema/terms/latex_text.hpp"

namespace thema {

namespace {

constexpr std::int64_t kTitleCharacters = 60;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// Byte behind the first `characters` code points, or the text's end.
std::size_t byte_behind(std::string_view text, std::int64_t characters) {
  std::size_t at = 0;
  for (std::int64_t i = 0; i < characters && at < text.size(); ++i) unicode::next(text, at);
  return at;
}

}  // namespace

std::string without_subtitle(std::string_view title) {
  constexpr std::array<std::string_view, 5> marks{": ", "? ", " - ", " – ", " — "};
  title = trimmed(title);
  std::size_t end = title.size();
  for (const auto mark : marks) {
    const std::size_t at = title.find(mark);
    if (at == title.npos || at == 0) continue;
    end = std::min(end, mark == "? " ? at + 1 : at);
  }
  return std::string(trimmed(title.substr(0, end)));
}

std::string cut_at_word(std::string_view text, std::int64_t most) {
  if (byte_behind(text, most) == text.size()) return std::string(text);
  const std::size_t longest = byte_behind(text, most - 1);
  std::size_t end = longest;
  if (text[longest] != ' ') {
    const std::size_t blank = text.substr(0, longest).find_last_of(' ');
    if (blank != text.npos) end = blank;
  }
  std::string_view kept = text.substr(0, end);
  const std::size_t last = kept.find_last_not_of(" ,;:.-");
  if (last != kept.npos) kept = kept.substr(0, last + 1);
  return std::string(kept) + "…";
}

std::string label_title(std::string_view latex_title) {
  return cut_at_word(without_subtitle(readable_title(latex_title)), kTitleCharacters);
}

}  // namespace thema
