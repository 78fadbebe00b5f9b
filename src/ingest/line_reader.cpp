// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/line_reader.hpp"

#include <algorithm>
#include <cstring>

namespace thema {

namespace {

constexpr std::int64_t kReadAhead = std::int64_t{64} << 10;  // past the range's end, to finish its last line
constexpr std::size_t kStartKept = 256;                      // bytes kept of a line that is too long

const char* find_newline(const char* from, std::size_t bytes) {
  return static_cast<const char*>(std::memchr(from, '\n', bytes));
}

}  // namespace

LineReader::LineReader(const FileDescriptor& file, std::int64_t file_size, Range bytes, std::int64_t max_line,
                       std::int64_t piece)
    : file_(&file),
      file_size_(file_size),
      range_{bytes.first, std::min(bytes.last, file_size)},
      max_line_(static_cast<std::size_t>(max_line)),
      piece_(piece),
      buffer_(kLinePadding),
      base_(bytes.first) {
  if (range_.first > 0 && !range_.empty()) skip_to_first_line();
}

// The byte before the range tells whether a line starts with the range: its line is left to the range before.
void LineReader::skip_to_first_line() {
  base_ = range_.first - 1;
  skip_rest_of_line();
}

// Moves what is left to the buffer's start and reads the next piece behind it. False at the end of the file.
bool LineReader::refill() {
  const std::size_t left = end_ - begin_;
  if (begin_ > 0 && left > 0) std::memmove(buffer_.data(), buffer_.data() + begin_, left);
  base_ += static_cast<std::int64_t>(begin_);
  begin_ = 0;
  end_ = left;
  const std::int64_t from = base_ + static_cast<std::int64_t>(left);
  const std::int64_t useful = std::max<std::int64_t>(range_.last - from, 0) + kReadAhead;
  const std::int64_t bytes = std::min({piece_, useful, file_size_ - from});
  if (bytes <= 0) return false;
  const std::size_t count = static_cast<std::size_t>(bytes);
  if (buffer_.size() < left + count + kLinePadding) buffer_.resize(left + count + kLinePadding);
  file_->read_at(from, std::span(buffer_.data() + left, count));
  end_ = left + count;
  return true;
}

// Ends at the start of the next line, or anywhere past the range: nothing there is wanted.
void LineReader::skip_rest_of_line() {
  for (;;) {
    if (const char* newline = find_newline(buffer_.data() + begin_, end_ - begin_)) {
      begin_ = static_cast<std::size_t>(newline - buffer_.data()) + 1;
      return;
    }
    begin_ = end_;
    if (position() >= range_.last || !refill()) return;
  }
}

bool LineReader::next(Line& line) {
  if (position() >= range_.last) return false;
  line.offset = position();
  line.kind = Line::Kind::whole;
  std::size_t searched = 0;
  const char* newline = nullptr;
  for (;;) {
    newline = find_newline(buffer_.data() + begin_ + searched, end_ - begin_ - searched);
    searched = newline ? static_cast<std::size_t>(newline - buffer_.data()) - begin_ : end_ - begin_;
    if (newline || searched > max_line_ || !refill()) break;
  }
  line.text = std::string_view(buffer_.data() + begin_, searched);
  begin_ += searched + (newline ? 1 : 0);
  if (searched > max_line_) {
    line.kind = Line::Kind::too_long;
    start_ = line.text.substr(0, std::min(kStartKept, max_line_));  // whatever the pieces, the same
    line.text = start_;
    if (!newline) skip_rest_of_line();
    return true;
  }
  if (line.offset == 0 && line.text.starts_with(kByteOrderMark)) line.text.remove_prefix(kByteOrderMark.size());
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  return true;
}

}  // namespace thema
