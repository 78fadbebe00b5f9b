// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "thema/core/unicode.hpp"
#include "thema/data/provenance.hpp"
#include "thema/explain/pages.hpp"

namespace thema::explanation {

namespace {

// The grounds are translucent, so that they do on light and on dark; their colours are told apart by most colour-blind.
constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --text: #1b1f24; --paper: #ffffff; --faint: #5d6670; --line: #d5dae0;
  --for: 20, 110, 220; --against: 230, 120, 0; --amount: 110, 120, 130; --warn: #fff4d6; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ec; --paper: #15181c; --faint: #9aa4ae; --line: #363c44;
  --for: 70, 150, 255; --against: 255, 150, 40; --amount: 150, 160, 170; --warn: #3a3113; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; background: var(--paper); color: var(--text);
  font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem; }
.subtitle { font-size: 1.15rem; margin-top: .2rem; } .legend, footer { color: var(--faint); font-size: .85rem; }
.warning { background: var(--warn); padding: .6rem .8rem; border-radius: .3rem; white-space: pre-line; }
.shaded { line-height: 1.9; border-left: 3px solid var(--line); padding-left: .9rem;
  margin-bottom: .3rem; }
.shaded span { padding: .1em .08em; border-radius: .2em; unicode-bidi: isolate; }
.unseen { color: var(--faint); text-decoration: line-through; }
.f { background: rgba(var(--for), var(--s)); } .a { background: rgba(var(--against), var(--s)); }
.m { background: rgba(var(--amount), var(--s)); }
.wide { overflow-x: auto; } table { border-collapse: collapse; margin: .8rem 0; font-size: .9rem; }
th { text-align: left; color: var(--faint); font-weight: 600; }
td, th { padding: .15rem .8rem .15rem 0; vertical-align: top; overflow-wrap: normal; }
td:last-child { overflow-wrap: anywhere; }
tr { border-bottom: 1px solid var(--line); }
.right { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
)";

constexpr double kDarkest = 0.7;  // opacity of the strongest word's ground

class Page {
 public:
  void put(const Paragraph& paragraph) { page_ += "<p>" + escaped_html(paragraph.text) + "</p>\n"; }
  void put(const Warning& warning) { page_ += "<p class=\"warning\">" + escaped_html(warning.text) + "</p>\n"; }
  void put(const Table& table);
  void put(const ShadedText& text);
  void raw(const std::string& html) { page_ += html; }
  std::string take() { return std::move(page_); }

 private:
  std::string page_;
};

void Page::put(const Table& table) {
  const auto cell = [&](const char* tag, const std::string& text, Table::Align align) {
    page_ += fmt::format("<{}{}>{}</{}>", tag, align == Table::Align::right ? " class=\"right\"" : "",
                         escaped_html(text), tag);
  };
  page_ += "<div class=\"wide\"><table><thead><tr>";
  for (const Table::Column& column : table.columns) cell("th", column.title, column.align);
  page_ += "</tr></thead>\n<tbody>";
  for (const auto& row : table.rows) {
    page_ += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) cell("td", row[c], table.columns[c].align);
    page_ += "</tr>\n";
  }
  page_ += "</tbody></table></div>\n";
}

const char* class_of(const ShadedText::Piece& piece) {
  if (piece.shade == ShadedText::Shade::unseen) return "unseen";
  if (piece.shade == ShadedText::Shade::amount) return "m";
  return piece.strength < 0 ? "a" : "f";
}

void Page::put(const ShadedText& text) {
  page_ += "<p class=\"shaded\">";
  for (const ShadedText::Piece& piece : text.pieces)
    page_ += fmt::format("{}<span class=\"{}\" style=\"--s:{:.3f}\" title=\"{}\">{}</span>",
                         piece.before == Word::Gap::blank ? " " : "", class_of(piece),
                         kDarkest * std::abs(piece.strength), escaped_html(piece.hover), escaped_html(piece.text));
  page_ += "</p>\n<p class=\"legend\">" + escaped_html(text.legend) + ". Point at a word to see its number.</p>\n";
}

}  // namespace

std::string escaped_html(const std::string& text) {
  std::string escaped;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = unicode::next(text, at);
    switch (c) {
      case U'&':
        escaped += "&amp;";
        break;
      case U'<':
        escaped += "&lt;";
        break;
      case U'>':
        escaped += "&gt;";
        break;
      case U'"':
        escaped += "&quot;";
        break;
      case U'\'':
        escaped += "&#39;";
        break;
      default: {
        const bool shown = c == U'\n' || c == U'\t' || !unicode::disturbs_display(c);
        unicode::append(escaped, shown ? c : char32_t{0xFFFD});
      }
    }
  }
  return escaped;
}

std::string html_page(const Report& report) {
  Page page;
  page.raw(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      escaped_html(report.title) + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n<h1>" +
      escaped_html(report.title) + "</h1>\n<p class=\"subtitle\">" + escaped_html(report.subtitle) + "</p>\n");
  for (const Section& section : report.sections) {
    page.raw("<h2>" + escaped_html(section.heading) + "</h2>\n");
    for (const Block& block : section.blocks) std::visit([&](const auto& each) { page.put(each); }, block);
  }
  page.raw("<footer>thema " + escaped_html(version_text()) + "</footer>\n</body>\n</html>\n");
  return page.take();
}

}  // namespace thema::explanation
