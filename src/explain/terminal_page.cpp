// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "thema/core/unicode.hpp"
#include "thema/explain/pages.hpp"
#include "thema/finished/text_lines.hpp"
#include "thema/finished/text_table.hpp"

namespace thema::explanation {

namespace {

// Words of the weakest strengths stay as they are, then come coloured letters, bold ones, and black ones on the colour:
// readable on light terminals and on dark ones.
constexpr double kFaint = 0.15, kBold = 0.35, kGround = 0.6;
// Of the 256-colour palette.
constexpr int kBlue = 33, kOrange = 166, kPurple = 98;

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
    const std::string clean = finished::without_control_characters(text);
    return colours_ == Colours::none || code.empty() ? clean : fmt::format("\x1b[{}m{}\x1b[0m", code, clean);
  }
  // Lines of the text keep apart; each is filled up to the width.
  void wrapped(const std::string& text, const std::string& code) {
    for (std::size_t first = 0; first < text.size();) {
      const std::size_t last = std::min(text.find('\n', first), text.size());
      for (const std::string& line : finished::filled(text.substr(first, last - first), finished::kTerminalColumns))
        page_ += styled(line, code) + "\n";
      first = last + 1;
    }
    page_ += "\n";
  }

  Colours colours_;
  std::string page_;
};

void Terminal::put(const Table& table) {
  const std::vector<std::string> lines = finished::table_lines(table, finished::kTerminalColumns);
  page_ += styled(lines.front(), "2") + "\n";
  for (std::size_t i = 1; i < lines.size(); ++i) page_ += lines[i] + "\n";
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
      const bool full = column + width > finished::kTerminalColumns;
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
