// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/line_reader.hpp"

#include <gtest/gtest.h>

#include <random>
#include <tuple>

#include "temporary_folder.hpp"
#include "test_context.hpp"

namespace thema {
namespace {

struct Seen {
  std::int64_t offset;
  std::string text;
  bool whole;
  bool operator==(const Seen&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Seen& line) {
  return out << line.offset << ":" << line.text << (line.whole ? "" : " (too long)");
}

constexpr std::int64_t kMaxLine = 20;

// The lines as one sequential split of the whole text gives them.
std::vector<Seen> expected_lines(const std::string& text) {
  std::vector<Seen> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    const bool whole = line.size() <= kMaxLine;
    if (whole && at == 0 && line.rfind("\xEF\xBB\xBF", 0) == 0) line.erase(0, 3);
    if (whole && !line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back({static_cast<std::int64_t>(at), whole ? line : line.substr(0, kMaxLine), whole});
    at = end + 1;
  }
  return lines;
}

std::vector<Seen> lines_of_ranges(const std::string& path, std::int64_t parts, std::int64_t piece) {
  const FileDescriptor file = FileDescriptor::open_read(path);
  const std::int64_t size = file.size();
  std::vector<Seen> lines;
  for (std::int64_t part = 0; part < parts; ++part) {
    LineReader reader(file, size, even_part(size, parts, part), kMaxLine, piece);
    for (Line line; reader.next(line);)
      lines.push_back({line.offset, std::string(line.text), line.kind == Line::Kind::whole});
  }
  return lines;
}

void expect_every_split_gives_every_line_once(const std::string& text) {
  const TemporaryFolder folder;
  const std::string path = folder.write("lines.txt", text);
  const auto expected = expected_lines(text);
  for (const std::int64_t parts : {1, 2, 3, 4, 5, 7, 16, 33, 101})
    for (const std::int64_t piece : {1, 2, 7, 64, 1 << 20})
      EXPECT_EQ(lines_of_ranges(path, parts, piece), expected)
          << parts << " ranges, pieces of " << piece << ": " << text;
}

TEST(LineReader, NastyFilesGiveEveryLineOnceForAnySplit) {
  const std::string long_line(50, 'x'), longest_allowed(kMaxLine, 'y');
  for (const std::string& text :
       std::vector<std::string>{"", "\n", "\n\n\n", "a", "a\n", "a\nb", "a\r\nb\r\n", "\r\n\r\n",
                                "\xEF\xBB\xBF"
                                "a\nb\n",
                                "\xEF\xBB\xBF",
                                "a\n\xEF\xBB\xBF"
                                "b\n",
                                "a\n\n  \nb\n", long_line, long_line + "\n", "a\n" + long_line + "\nb\n" + long_line,
                                longest_allowed + "\n" + longest_allowed + "z\n" + longest_allowed,
                                std::string("a\0b\n\0\n", 6), std::string(700, 'q') + "\nend"})
    expect_every_split_gives_every_line_once(text);
}

TEST(LineReader, RandomFilesGiveEveryLineOnceForAnySplit) {
  std::mt19937 random(7);
  for (int round = 0; round < 30; ++round) {
    std::string text;
    for (std::size_t lines = random() % 12; lines > 0; --lines)
      text += std::string(random() % 4 == 0 ? random() % 60 : random() % 6, 'a') + (random() % 3 ? "\n" : "\r\n");
    if (random() % 2) text += "tail";
    expect_every_split_gives_every_line_once(text);
  }
}

TEST(LineReader, BytesBehindTheRecordedSizeAreNotRead) {
  const TemporaryFolder folder;
  const FileDescriptor file = FileDescriptor::open_read(folder.write("grown.txt", "one\ntwo\nthree\n"));
  LineReader reader(file, 6, {0, 6}, kMaxLine);
  Line line;
  EXPECT_TRUE(reader.next(line));
  EXPECT_TRUE(reader.next(line));
  EXPECT_EQ(line.text, "tw");
  EXPECT_FALSE(reader.next(line));
}

TEST(LineReader, OfALineThatIsTooLongOnlyTheStartIsHeld) {
  const TemporaryFolder folder;
  const std::string text = std::string(1 << 20, 'x') + "\nshort\n";
  const FileDescriptor file = FileDescriptor::open_read(folder.write("long.txt", text));
  LineReader reader(file, file.size(), {0, file.size()}, 1 << 10, 1 << 12);
  Line line;
  EXPECT_TRUE(reader.next(line));
  EXPECT_EQ(line.kind, Line::Kind::too_long);
  EXPECT_LE(line.text.size(), 1024u);
  EXPECT_TRUE(reader.next(line));
  EXPECT_EQ(line.text, "short");
  EXPECT_EQ(line.offset, (1 << 20) + 1);
}

}  // namespace
}  // namespace thema
