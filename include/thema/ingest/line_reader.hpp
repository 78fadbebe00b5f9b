// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "thema/core/files.hpp"
#include "thema/core/partition.hpp"

namespace thema {

/// Readable bytes behind every line's text, which a vectorised parser may read and ignores.
inline constexpr std::size_t kLinePadding = 64;

/// What some editors put first into a file.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// One line of a file, without its end ("\n" or "\r\n") and without a byte order mark at the file's start.
struct Line {
  enum class Kind { whole, too_long };
  std::string_view text;    ///< valid until the next call; of a line that is too long only its start
  std::int64_t offset = 0;  ///< byte of the line's first character in the file
  Kind kind = Kind::whole;

  bool is_blank() const { return text.find_first_not_of(" \t\r") == std::string_view::npos; }
};

/// Yields the lines that a byte range of a file owns: those whose first byte lies in it. So any split of a file into
/// ranges gives every line exactly once. The last line needs no newline. Reads by pread in pieces; holds one piece and
/// one line, and of a line above `max_line` bytes nothing but its start.
class LineReader {
 public:
  /// `file_size` is where the file counts as ended, even when it has grown since.
  LineReader(const FileDescriptor& file, std::int64_t file_size, Range bytes, std::int64_t max_line,
             std::int64_t piece = std::int64_t{1} << 20);
  /// False when the range has no further line.
  bool next(Line& line);

 private:
  void skip_to_first_line();
  bool refill();
  void skip_rest_of_line();
  std::int64_t position() const { return base_ + static_cast<std::int64_t>(begin_); }

  const FileDescriptor* file_;
  std::int64_t file_size_;
  Range range_;
  std::size_t max_line_;
  std::int64_t piece_;
  std::vector<char> buffer_;  // bytes [begin_, end_) are read and not yet given out
  std::size_t begin_ = 0, end_ = 0;
  std::int64_t base_ = 0;  // offset in the file of buffer_[0]
  std::string start_;      // of a line that is too long
};

}  // namespace thema
