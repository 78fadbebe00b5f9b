// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "thema/core/unicode.hpp"
#include "thema/explain/pages.hpp"
#include "thema/explain/sentences.hpp"

namespace thema::explanation {

namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kLeastText = 30;  // columns of a table's last column where it wraps
// Words of the weakest strengths stay as they are, then come coloured letters, bold ones, and black ones on the colour:
// readable on light terminals and on dark ones.
constexpr double kFaint = 0.15, kBold = 0.35, kGround = 0.6;
// Of the 256-colour palette.
constexpr int kBlue = 33, kOrange = 166, kPurple = 98;

std::string without_control_characters(const std::string& text) {
  std::string clean;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = unicode::next(text, at);
    unicode::append(clean, unicode::disturbs_display(c) ? char32_t{0xFFFD} : c);
  }
  return clean;
}

// The first characters of the text that `width` columns hold; one at least.
std::string_view fitting(std::string_view text, std::size_t width) {
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size(); end = at) {
    unicode::next(text, at);
    if (end > 0 && unicode::columns(text.substr(0, at)) > width) break;
  }
  return text.substr(0, end);
}

// The words of the text in lines of at most `width` columns; a longer word is cut.
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

class Terminal {
 public:
  explicit Terminal(Colours colours) : colours_(colours) {}

  void title(const std::string& text) { page_ += styled(text, "1;4") + "\n"; }
  void heading(const std::string& text) { page_ += styled(text, "1") + "\n"; }

  // A blank line stands behind each block.
  void put(const Paragraph& paragraph) { wrapped(paragraph.text, ""); }
  void put(const Warning& warning) { wrapped(warning.text, "1;33"); }
  void put(const Table& table);
  void put(const ShadedText& text);

  std::string take() {
    page_.pop_back();
    return std::move(page_);
  }

 private:
  std::string styled(const std::string& text, const std::string& code) const {
    const std::string clean = without_control_characters(text);
    return colours_ == Colours::none || code.empty() ? clean : fmt::format("\x1b[{}m{}\x1b[0m", code, clean);
  }
  // Lines of the text keep apart; each is filled up to the width.
  void wrapped(const std::string& text, const std::string& code) {
    for (std::size_t first = 0; first < text.size();) {
      const std::size_t last = std::min(text.find('\n', first), text.size());
      for (const std::string& line : filled(text.substr(first, last - first), kColumns))
        page_ += styled(line, code) + "\n";
      first = last + 1;
    }
    page_ += "\n";
  }

  Colours colours_;
  std::string page_;
};

std::string padded(const std::string& text, std::size_t width, Table::Align align) {
  const std::size_t columns = unicode::columns(text);
  const std::string blanks(width > columns ? width - columns : 0, ' ');
  return align == Table::Align::right ? blanks + text : text + blanks;
}

std::string without_blanks_at_end(std::string text) {
  text.resize(text.find_last_not_of(' ') + 1);
  return text;
}

void Terminal::put(const Table& table) {
  std::vector<std::size_t> widths;
  for (const Table::Column& column : table.columns) widths.push_back(unicode::columns(column.title));
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : table.rows) {
    rows.emplace_back();
    for (std::size_t c = 0; c < row.size(); ++c) {
      rows.back().push_back(without_control_characters(row[c]));
      widths[c] = std::max(widths[c], unicode::columns(rows.back().back()));
    }
  }
  std::string head;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    head.append("  ").append(padded(table.columns[c].title, widths[c], table.columns[c].align));
  page_ += styled(without_blanks_at_end(head), "2") + "\n";
  const std::size_t before_last = std::accumulate(widths.begin(), widths.end() - 1, 2 * widths.size());
  const std::size_t width_of_last = kColumns > before_last + kLeastText ? kColumns - before_last : kLeastText;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t c = 0; c + 1 < row.size(); ++c)
      line.append("  ").append(padded(row[c], widths[c], table.columns[c].align));
    if (table.columns.back().align == Table::Align::right) {
      page_ += line.append("  ").append(padded(row.back(), widths.back(), Table::Align::right)) + "\n";
      continue;
    }
    for (const std::string& part : filled(row.back(), width_of_last)) {
      page_ += without_blanks_at_end(line + "  " + part) + "\n";
      line.assign(before_last - 2, ' ');
    }
  }
  page_ += "\n";
}

// SGR code of a word.
std::string style_of(const ShadedText::Piece& piece) {
  if (piece.shade == ShadedText::Shade::unseen) return "2;9";
  const double strength = std::abs(piece.strength);
  const int colour = piece.shade == ShadedText::Shade::amount ? kPurple : piece.strength > 0 ? kBlue : kOrange;
  if (strength < kFaint) return "";
  if (strength < kBold) return fmt::format("38;5;{}", colour);
  return strength < kGround ? fmt::format("1;38;5;{}", colour) : fmt::format("38;5;16;48;5;{}", colour);
}

void Terminal::put(const ShadedText& text) {
  if (colours_ == Colours::none) return;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.pieces.size(); ++i) {
    if (text.pieces[i].before == Word::Gap::blank && column > 0) {
      std::size_t width = 1 + unicode::columns(text.pieces[i].text);  // with the pieces that hang on it
      for (std::size_t j = i + 1; j < text.pieces.size() && text.pieces[j].before == Word::Gap::none; ++j)
        width += unicode::columns(text.pieces[j].text);
      const bool full = column + width > kColumns;
      page_ += full ? "\n" : " ";
      column = full ? 0 : column + 1;
    }
    page_ += styled(text.pieces[i].text, style_of(text.pieces[i]));
    column += unicode::columns(text.pieces[i].text);
  }
  page_ += fmt::format("\n{}\n\n", styled(text.legend, "2"));
}

}  // namespace

std::string terminal_page(const Report& report, Colours colours) {
  Terminal terminal(colours);
  terminal.title(report.title);
  terminal.put(Paragraph{report.subtitle});
  for (const Section& section : report.sections) {
    terminal.heading(section.heading);
    for (const Block& block : section.blocks) std::visit([&](const auto& each) { terminal.put(each); }, block);
  }
  return terminal.take();
}

}  // namespace thema::explanation
