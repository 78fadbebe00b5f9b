// SPDX-License-Identifier: Apache-2.0
#include "thema/core/unicode.hpp"
#include "thema/data/documents.hpp"

namespace thema {

namespace {

// Appends `text` lower-cased, runs of white space as one blank; `out` never starts with a blank.
void append_folded(std::string& out, std::string_view text, bool& pending_blank) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = unicode::next(text, at);
    if (unicode::is_white_space(c)) {
      pending_blank = true;
      continue;
    }
    if (pending_blank && !out.empty()) out += ' ';
    pending_blank = false;
    unicode::append(out, unicode::lower_case(c));
  }
}

}  // namespace

std::string encoder_text(std::string_view title, std::string_view abstract) {
  std::string text;
  text.reserve(title.size() + abstract.size() + 2);
  bool pending_blank = false;
  append_folded(text, title, pending_blank);
  text += '.';
  pending_blank = true;
  append_folded(text, abstract, pending_blank);
  return text;
}

std::string encoder_text(std::string_view text) {
  std::string folded;
  bool pending_blank = false;
  append_folded(folded, text, pending_blank);
  return folded;
}

}  // namespace thema
