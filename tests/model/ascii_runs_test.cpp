// SPDX-License-Identifier: Apache-2.0
#include "thema/model/ascii_runs.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "random_choice.hpp"

namespace thema {
namespace {

using Texts = std::vector<std::string>;

// All runs of a text, window after window.
Texts runs_of(std::string_view text) {
  AsciiRuns runs;
  Texts found;
  while (!text.empty()) {
    const std::size_t covered = runs.find(text);
    EXPECT_GT(covered, 0U);
    EXPECT_LE(covered, text.size());
    if (covered == 0) break;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      EXPECT_LE(runs[i].end, covered);
      found.emplace_back(text.substr(runs[i].begin, runs[i].end - runs[i].begin));
    }
    text.remove_prefix(covered);
  }
  return found;
}

// The definition, byte by byte. The 32 characters of ASCII that Python's string.punctuation lists.
Texts split(std::string_view text) {
  static constexpr std::string_view blanks = " \t\n\r", punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
  Texts runs;
  bool open = false;
  for (const char byte : text) {
    const bool alone = punctuation.find(byte) != punctuation.npos;
    if (blanks.find(byte) != blanks.npos) {
      open = false;
      continue;
    }
    if (!open || alone) runs.emplace_back();
    runs.back() += byte;
    open = !alone;
  }
  return runs;
}

TEST(AsciiRuns, EndAtWhiteSpaceAndAroundPunctuation) {
  using namespace std::string_literals;
  EXPECT_EQ(runs_of(" $\\alpha_{i}$ of\tMg\u00b2+\r\n"),
            (Texts{"$", "\\", "alpha", "_", "{", "i", "}", "$", "of", "Mg\u00b2", "+"}));
  const std::string controls = "a\0\x0b\x0c\x1f\x7f"s;
  EXPECT_EQ(runs_of(controls), Texts{controls});
  EXPECT_EQ(runs_of(""), Texts{});
  EXPECT_EQ(runs_of("  \n"), Texts{});
}

TEST(AsciiRuns, KnowEveryByte) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = "a" + std::string(1, static_cast<char>(byte)) + "b";
    EXPECT_EQ(runs_of(text), split(text)) << byte;
  }
}

TEST(AsciiRuns, AreTheSameWhereverTheyStand) {
  RandomChoice choice(3);
  const Texts parts{"a", "halo", " ", "  ", ".", "[]", "é", "\t", "antidisestablishmentarianism", "x\x01", "\n"};
  for (int i = 0; i < 3000; ++i) {
    const std::string text = choice.joined(parts, 1 + choice.below(400));
    EXPECT_EQ(runs_of(text), split(text)) << text;
  }
}

// Lengths around a block of 64 bytes and a window.
TEST(AsciiRuns, OfEveryLengthEndWhereTheyShould) {
  constexpr std::size_t window = AsciiRuns::window_bytes;
  for (const std::size_t length : {63UL, 64UL, 65UL, 127UL, 128UL, window - 1, window, window + 1, 2 * window, 5000UL})
    for (const std::size_t before : {0UL, 1UL, 63UL, 64UL, window - 2, window - 1, window})
      for (const std::string& after : Texts{"", " ", ".", "b", " b", "..", ".b"}) {
        const std::string text = std::string(before, ' ') + std::string(length, 'a') + after;
        EXPECT_EQ(runs_of(text), split(text)) << before << " blanks, " << length << " letters and \"" << after << '"';
        const std::string point = std::string(before, ' ') + "." + after;
        EXPECT_EQ(runs_of(point), split(point)) << before << " blanks, a point and \"" << after << '"';
        const std::string points = std::string(before, 'a') + std::string(length, '.') + after;
        EXPECT_EQ(runs_of(points), split(points)) << before << " letters, " << length << " points, \"" << after << '"';
      }
}

TEST(AsciiRuns, AWindowIsReadAtATime) {
  AsciiRuns runs;
  std::string text;
  for (int i = 0; i < 10000; ++i) text += "ab ";
  EXPECT_LE(runs.find(text), AsciiRuns::window_bytes);
}

}  // namespace
}  // namespace thema
