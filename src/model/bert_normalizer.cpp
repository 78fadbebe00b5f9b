// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert_normalizer.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "thema/core/unicode.hpp"
#include "thema/model/bert_characters.hpp"

namespace thema {

namespace {

bool is_ascii(char byte) { return static_cast<unsigned char>(byte) < 0x80; }

}  // namespace

// Strips accents and lower-cases on the way into the text. Marks wait for the next starter, because canonical order
// sorts them; the nonspacing ones go only after that.
class BertNormalizer::Output {
 public:
  Output(const BertNormalizerOptions& options, std::string& text) : options_(options), text_(text) {}

  void put(char32_t c) {
    if (!options_.strip_accents) return write(c);
    bert::decompose(c, parts_);
    for (const char32_t part : parts_) {
      const int order = bert::combining_class(part);
      if (order != 0) {
        marks_.push_back({order, part});
      } else {
        finish();
        write_unless_mark(part);
      }
    }
  }
  void finish() {
    if (marks_.empty()) return;
    std::stable_sort(marks_.begin(), marks_.end(), [](const Mark& a, const Mark& b) { return a.order < b.order; });
    for (const Mark& mark : marks_) write_unless_mark(mark.c);
    marks_.clear();
  }
  bool has_waiting_marks() const { return !marks_.empty(); }

 private:
  struct Mark {
    int order;
    char32_t c;
  };
  void write_unless_mark(char32_t c) {
    if (!bert::is_nonspacing_mark(c)) write(c);
  }
  void write(char32_t c) {
    if (options_.lowercase)
      bert::append_lower_case(c, text_);
    else
      unicode::append(text_, c);
  }

  const BertNormalizerOptions& options_;
  std::string& text_;
  std::u32string parts_;
  std::vector<Mark> marks_;
};

BertNormalizer::BertNormalizer(const BertNormalizerOptions& options) : options_(options) {
  for (unsigned char c = 0; c < 128; ++c) {
    const bool blank = options.clean_text && bert::is_white_space(c);
    kept_[c] = !(options.clean_text && bert::is_removed_by_cleaning(c));
    ascii_[c] = static_cast<char>(blank ? ' ' : options.lowercase && c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  }
}

void BertNormalizer::append(std::string_view text, std::string& out) const {
  Output output(options_, out);
  for (std::size_t at = 0; at < text.size();) {
    if (is_ascii(text[at]) && !output.has_waiting_marks())
      at = append_ascii(text, at, out);
    else
      append_cleaned(unicode::next(text, at), output);
  }
  output.finish();
}

bool BertNormalizer::reorders(char32_t c) const {
  if (!options_.strip_accents) return false;
  std::u32string parts;
  bert::decompose(c, parts);
  return std::any_of(parts.begin(), parts.end(),
                     [](char32_t part) { return bert::combining_class(part) != 0 && !bert::is_nonspacing_mark(part); });
}

// Appends the ASCII characters from `at` on; returns where they end.
std::size_t BertNormalizer::append_ascii(std::string_view text, std::size_t at, std::string& out) const {
  const std::size_t end = static_cast<std::size_t>(
      std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_ascii) - text.begin());
  const std::size_t before = out.size();
  out.resize(before + (end - at));
  char* write = out.data() + before;
  for (; at < end; ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    *write = ascii_[c];
    write += kept_[c];
  }
  out.resize(static_cast<std::size_t>(write - out.data()));
  return end;
}

void BertNormalizer::append_cleaned(char32_t c, Output& out) const {
  if (options_.clean_text) {
    if (bert::is_removed_by_cleaning(c)) return;
    if (bert::is_white_space(c)) c = ' ';
  }
  const bool alone = options_.handle_chinese_chars && bert::is_ideograph(c);
  if (alone) out.put(' ');
  out.put(c);
  if (alone) out.put(' ');
}

}  // namespace thema
