// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/each_line.hpp"

#include <fmt/format.h>

#include <array>
#include <span>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"

namespace thema {

namespace {

constexpr std::int64_t kProgressStep = std::int64_t{1} << 20;

/// Progress in MiB of a reading that moves by single lines.
class ByteProgress {
 public:
  ByteProgress(const Log& log, const char* what, std::span<const FileRange> ranges)
      : progress_(log, what, "MiB", bytes_of(ranges) / kProgressStep) {}
  void advance(std::int64_t bytes) {
    pending_ += bytes;
    if (pending_ < kProgressStep) return;
    progress_.advance(pending_ / kProgressStep);
    pending_ %= kProgressStep;
  }

 private:
  Progress progress_;
  std::int64_t pending_ = 0;
};

// Digest of a sequence of lines: each one's bytes and place enter it.
std::uint64_t extend_digest(std::uint64_t digest, const Line& line) {
  const std::array<std::uint64_t, 3> parts{digest, static_cast<std::uint64_t>(line.offset), checksum(line.text)};
  return checksum(std::as_bytes(std::span(parts)));
}

}  // namespace

std::vector<std::uint64_t> for_each_line(const Log& log, const char* what, const std::vector<InputFile>& files,
                                         std::span<const FileRange> ranges, std::int64_t max_line,
                                         const std::function<void(std::size_t, const Line&)>& work) {
  ByteProgress progress(log, what, ranges);
  std::vector<std::uint64_t> digests;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const FileRange& range = ranges[i];
    const InputFile& source = files[range.file];
    const FileDescriptor file = FileDescriptor::open_read(source.path);
    if (file.size() < source.size) fail_data(source.path.string() + " has become shorter while it was being read");
    LineReader reader(file, source.size, range.bytes, max_line);
    std::uint64_t digest = 0;
    std::int64_t before = range.bytes.first;
    for (Line line; !stop_requested() && reader.next(line);) {
      progress.advance(line.offset - before);
      before = line.offset;
      digest = extend_digest(digest, line);
      work(i, line);
    }
    digests.push_back(digest);
  }
  return digests;
}

std::optional<std::string> parse_line(PaperParser& parser, const Line& line, std::int64_t max_line, Document& paper) {
  if (line.kind == Line::Kind::too_long) return fmt::format("longer than {} bytes", max_line);
  return parser.parse(line.text, paper);
}

store::RejectedLine rejected_line(std::size_t file, const Line& line, const std::string& reason) {
  return {static_cast<std::uint16_t>(file), static_cast<std::uint64_t>(line.offset), reason,
          printable_excerpt(line.text)};
}

}  // namespace thema
