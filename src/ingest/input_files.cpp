// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/input_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <sstream>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/core/file_checksum.hpp"
#include "thema/core/files.hpp"
#include "thema/core/unicode.hpp"
#include "thema/ingest/ingest.hpp"
#include "thema/ingest/unpack.hpp"

namespace thema {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxFiles = std::numeric_limits<std::uint16_t>::max();  // source_file is u16

// ".tar.gz" of papers.tar.gz, else the last extension.
std::string archive_kind(const fs::path& file) {
  const fs::path inner = file.stem();
  return (inner.extension() == ".tar" ? ".tar" : "") + file.extension().string();
}

void refuse_archive(const fs::path& file) {
  constexpr std::array<std::string_view, 14> kinds{".zip",     ".tar",     ".tgz",    ".tzst", ".tar.gz",
                                                   ".tar.zst", ".tar.bz2", ".tar.xz", ".tbz2", ".txz",
                                                   ".bz2",     ".xz",      ".7z",     ".rar"};
  const std::string kind = archive_kind(file);
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return;
  fail_data(
      fmt::format("{}: {} archives are not read; unpack it first and give the JSON-lines files in it (single "
                  "files packed as .gz or .zst are unpacked by thema)",
                  file.string(), kind));
}

// Both passes and the identity read the file, and each rank its own part: a pipe cannot give that.
void refuse_pipe(const fs::path& file) {
  std::error_code ignored;
  const auto kind = fs::status(file, ignored).type();
  if (kind == fs::file_type::fifo || kind == fs::file_type::socket || kind == fs::file_type::character)
    fail_data(file.string() +
              " is a pipe or a device, which cannot be read twice; give a file (.gz and .zst as they are)");
}

std::vector<std::string> split_texts(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line, '\0');) lines.push_back(line);
  return lines;
}

// Texts may hold line breaks (a file's name may), so they are sent with NUL behind each.
std::vector<std::string> broadcast_texts(const Communicator& comm, const std::vector<std::string>& texts) {
  std::string packed;
  for (const std::string& text : texts) packed += text + '\0';
  comm.broadcast(packed);
  return split_texts(packed);
}

}  // namespace

std::vector<fs::path> expand_inputs(const std::vector<std::string>& patterns) {
  if (patterns.empty()) fail_usage("ingest.input names no file: give --input FILE");
  std::vector<fs::path> files;
  for (const std::string& pattern : patterns)
    for (const fs::path& file : expand_glob(pattern)) files.push_back(file);
  if (files.size() > kMaxFiles) fail_usage(fmt::format("{} input files, {} are allowed", files.size(), kMaxFiles));
  for (const fs::path& file : files) {
    refuse_pipe(file);
    refuse_archive(file);
  }
  return files;
}

std::vector<InputFile> open_inputs(Context& context, const fs::path& run, const std::vector<std::string>& patterns) {
  std::vector<std::string> rows;  // path, name and size of each file
  if (context.comm.is_root()) {
    for (const fs::path& given : expand_inputs(patterns)) {
      const fs::path path = is_packed(given) ? unpack(context.log, given, run / "unpacked") : given;
      const std::int64_t size = FileDescriptor::open_read(path).size();
      rows.insert(rows.end(), {path.string(), given.filename().string(), std::to_string(size)});
    }
  }
  rows = broadcast_texts(context.comm, rows);
  std::vector<InputFile> files;
  for (std::size_t i = 0; i + 2 < rows.size(); i += 3) files.push_back({rows[i], rows[i + 1], std::stoll(rows[i + 2])});
  return files;
}

std::vector<FileRange> part_of_files(const std::vector<InputFile>& files, std::int64_t parts, std::int64_t part) {
  std::int64_t total = 0;
  for (const InputFile& file : files) total += file.size;
  const Range mine = even_part(total, parts, part);
  std::vector<FileRange> ranges;
  std::int64_t start = 0;
  for (std::size_t f = 0; f < files.size(); ++f) {
    const Range bytes{std::max(mine.first - start, std::int64_t{0}), std::min(mine.last - start, files[f].size)};
    if (!bytes.empty()) ranges.push_back({f, bytes});
    start += files[f].size;
  }
  return ranges;
}

std::int64_t bytes_of(std::span<const FileRange> ranges) {
  std::int64_t bytes = 0;
  for (const FileRange& range : ranges) bytes += range.bytes.size();
  return bytes;
}

std::size_t cut_ranges(std::vector<FileRange>& ranges, std::int64_t bytes) {
  std::size_t before = 0;
  while (before < ranges.size() && ranges[before].bytes.size() <= bytes) bytes -= ranges[before++].bytes.size();
  if (before == ranges.size() || bytes == 0) return before;
  FileRange& cut = ranges[before];
  const FileRange behind{cut.file, {cut.bytes.first + bytes, cut.bytes.last}};
  cut.bytes.last = behind.bytes.first;
  ranges.insert(ranges.begin() + static_cast<std::ptrdiff_t>(++before), behind);
  return before;
}

std::vector<std::string> identify_input(Context& context, const IngestOptions& options) {
  std::vector<std::string> rows;  // path and size of each file
  if (context.comm.is_root())
    for (const fs::path& file : expand_inputs(options.input))
      rows.insert(rows.end(), {file.string(), std::to_string(FileDescriptor::open_read(file).size())});
  rows = broadcast_texts(context.comm, rows);
  std::vector<std::string> lines{"unicode = " + unicode::library_version()};
  for (std::size_t i = 0; i + 1 < rows.size(); i += 2) {
    const std::string sum = hexadecimal(file_checksum(context.comm, rows[i]));
    lines.push_back(fmt::format("input {}: {} bytes, {}", fs::path(rows[i]).filename().string(), rows[i + 1], sum));
  }
  return lines;
}

}  // namespace thema
