// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/pages.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "thema/explain/report_tables.hpp"

namespace thema::explanation {
namespace {

Report evil_report() {
  using enum Table::Align;
  const std::string evil = "<script>alert(\"1\")</script> & 'more' \x1b[31m";
  Section section{evil, {}};
  section.blocks.push_back(Paragraph{evil});
  section.blocks.push_back(Warning{evil});
  section.blocks.push_back(Table{{{evil}, {"n", right}}, {{evil, "1"}}});
  section.blocks.push_back(ShadedText{evil, {{Word::Gap::none, evil, ShadedText::Shade::side, 1, evil}}});
  return {evil, evil, {section}};
}

TEST(HtmlPage, EscapesEveryText) {
  EXPECT_EQ(escaped_html("<a href=\"x\">'&'\x01\t\n"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;\uFFFD\t\n");
  EXPECT_EQ(escaped_html("\xC3\xBC\xFF"), "\xC3\xBC\uFFFD");
  const std::string page = html_page(evil_report());
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;"), std::string::npos);
}

TEST(HtmlPage, NeedsNothingElse) {
  const std::string page = html_page(evil_report());
  for (const char* outside : {"http:", "https:", "src=", "href=", "url(", "@import", "<link"})
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  EXPECT_EQ(page.rfind("<!DOCTYPE html>", 0), 0u);
  EXPECT_NE(page.find("prefers-color-scheme: dark"), std::string::npos);
}

// U+202E turns all text behind it.
TEST(Pages, NoTextTurnsTheRest) {
  const Report report{"a\u202Eb", "", {{"heading", {Table{{{"c\u2066"}}, {{"d\u202A"}}}}}}};
  for (const std::string& page : {html_page(report), terminal_page(report, Colours::ansi)}) {
    for (const char* mark : {"\u202E", "\u2066", "\u202A"}) EXPECT_EQ(page.find(mark), std::string::npos);
    EXPECT_NE(page.find("a\uFFFDb"), std::string::npos);
  }
}

std::string shaded_page(double strength, ShadedText::Shade shade, Colours colours) {
  const ShadedText text{"legend", {{Word::Gap::none, "halo", shade, strength, "hover"}}};
  return terminal_page({"title", "", {{"heading", {text}}}}, colours);
}

TEST(TerminalPage, ShadesByStrengthAndSide) {
  using enum ShadedText::Shade;
  EXPECT_NE(shaded_page(1, side, Colours::ansi).find("\x1b[38;5;16;48;5;33mhalo\x1b[0m"), std::string::npos);
  EXPECT_NE(shaded_page(-0.2, side, Colours::ansi).find("\x1b[38;5;166mhalo\x1b[0m"), std::string::npos);
  EXPECT_NE(shaded_page(0.5, amount, Colours::ansi).find("\x1b[1;38;5;98mhalo\x1b[0m"), std::string::npos);
  EXPECT_NE(shaded_page(0.01, side, Colours::ansi).find("\nhalo\n"), std::string::npos);
  EXPECT_NE(shaded_page(0, unseen, Colours::ansi).find("\x1b[2;9mhalo"), std::string::npos);
  EXPECT_EQ(shaded_page(1, side, Colours::none).find("halo"), std::string::npos);
}

TEST(TerminalPage, HasNoEscapesButItsOwn) {
  EXPECT_EQ(terminal_page(evil_report(), Colours::none).find('\x1b'), std::string::npos);
  const std::string coloured = terminal_page(evil_report(), Colours::ansi);
  EXPECT_EQ(coloured.find("\x1b[31m"), std::string::npos);
}

TEST(TerminalPage, FillsLinesOfAHundredColumns) {
  std::string words;
  for (int i = 0; i < 60; ++i) words += "w\u00F6rd ";
  Section section{"heading", {Paragraph{words}, Table{{{"n", Table::Align::right}, {"text"}}, {{"1", words}}}}};
  std::istringstream page(terminal_page({"title", "", {section}}, Colours::none));
  std::size_t longest = 0, lines = 0;
  for (std::string line; std::getline(page, line); ++lines)
    longest = std::max(longest, static_cast<std::size_t>(std::count_if(line.begin(), line.end(),
                                                                       [](char c) { return (c & 0xC0) != 0x80; })));
  EXPECT_LE(longest, 100u);
  EXPECT_GT(longest, 94u);
  EXPECT_EQ(lines, 1u + 1 + 1 + (3 + 1) + (1 + 4));  // title, blank, heading, paragraph and blank, table
}

TEST(TerminalPage, CutsWordsThatAreLongerThanALine) {
  const std::string page = terminal_page({std::string(8, 't'), std::string(250, 'a'), {}}, Colours::none);
  EXPECT_EQ(page,
            "tttttttt\n" + std::string(100, 'a') + "\n" + std::string(100, 'a') + "\n" + std::string(50, 'a') + "\n");
}

TEST(TerminalPage, AlignsWideCharacters) {
  using enum Table::Align;
  const Table table{{{"word"}, {"n", right}}, {{"\u65E5\u672C\u8A9E", "1"}, {"halo", "2"}, {"e\u0301", "3"}}};
  const std::string page = terminal_page({"", "", {{"", {table}}}}, Colours::none);
  EXPECT_NE(page.find("  \u65E5\u672C\u8A9E  1\n  halo    2\n  e\u0301       3\n"), std::string::npos) << page;
}

TEST(ReportTables, StartsOfTextsEndWithAWord) {
  EXPECT_EQ(start_of("dark matter", 11), "dark matter");
  EXPECT_EQ(start_of("dark matter halos", 11), "dark matter\u2026");
  EXPECT_EQ(start_of("dark matter halos", 14), "dark matter\u2026");
  EXPECT_EQ(start_of("darkmatter", 4), "dark\u2026");
  EXPECT_EQ(start_of("\u65E5\u672C\u8A9E", 2), "\u65E5\u672C\u2026");
}

}  // namespace
}  // namespace thema::explanation
