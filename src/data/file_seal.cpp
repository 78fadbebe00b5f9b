// SPDX-License-Identifier: Apache-2.0
#include "thema/data/file_seal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "thema/core/checksum.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/core/partition.hpp"

namespace thema {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFirstLine = "thema file\n";
constexpr std::string_view kData = "data = ";
constexpr std::int64_t kChunkBytes = std::int64_t{4} << 20;

// Checksum of `lines` and of all bytes behind the user block that lie in none of the `extents`, chunk by chunk.
std::uint64_t metadata_checksum(const std::string& lines, const FileDescriptor& file, std::vector<Range> extents) {
  const std::int64_t size = file.size();
  std::sort(extents.begin(), extents.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
  extents.push_back({size, size});
  std::vector<std::uint64_t> sums{checksum(std::string_view(lines))};
  std::string chunk;
  std::int64_t at = h5::kUserBlockBytes;
  for (const Range& extent : extents) {
    for (std::int64_t last = extent.first; at < last; at += std::ssize(chunk)) {
      chunk.resize(static_cast<std::size_t>(std::min(kChunkBytes, last - at)));
      file.read_at(at, chunk);
      sums.push_back(checksum(std::string_view(chunk)));
    }
    at = std::max(at, extent.last);
  }
  return checksum(std::as_bytes(std::span(sums)));
}

// The whole user block as it has to be for this file with its data at `extents`.
std::string user_block(const FileDescriptor& file, const std::vector<Range>& extents) {
  std::string block = fmt::format("{}bytes = {}\n", kFirstLine, file.size());
  for (const Range& extent : extents) block += fmt::format("{}{} {}\n", kData, extent.first, extent.size());
  block += fmt::format("metadata = {}\n", hexadecimal(metadata_checksum(block, file, extents)));
  if (std::ssize(block) > h5::kUserBlockBytes)
    fail(file.path().string() + ": more datasets than its seal has room for");
  block.resize(static_cast<std::size_t>(h5::kUserBlockBytes), '\0');
  return block;
}

std::string read_user_block(const FileDescriptor& file) {
  if (file.size() < h5::kUserBlockBytes)
    fail_data(fmt::format("{} is not a file of thema, or cut: it has {} bytes", file.path().string(), file.size()));
  std::string block(static_cast<std::size_t>(h5::kUserBlockBytes), '\0');
  file.read_at(0, block);
  if (block.rfind(kFirstLine, 0) != 0)
    fail_data(file.path().string() + " is not a file of thema, not complete, or damaged in its first bytes");
  return block;
}

// Extents as the block tells them; those that cannot be are left out, and so do not fit the block any more.
std::vector<Range> extents_in(const std::string& block, std::int64_t size) {
  std::vector<Range> extents;
  std::istringstream in(block);
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(kData, 0) != 0) continue;
    std::int64_t first = 0, length = 0;
    std::istringstream(line.substr(kData.size())) >> first >> length;
    if (first >= h5::kUserBlockBytes && length > 0 && length <= size && first <= size - length)
      extents.push_back({first, first + length});
  }
  return extents;
}

}  // namespace

std::vector<Range> data_extents(hid_t file, const std::vector<std::string>& names) {
  std::vector<Range> extents;
  for (const std::string& name : names) {
    const Range extent = h5::data_extent(h5::open_dataset(file, name));
    if (!extent.empty()) extents.push_back(extent);
  }
  return extents;
}

void seal_file(const fs::path& path, const std::vector<Range>& extents) {
  const FileDescriptor file = FileDescriptor::open_write(path);
  file.write_at(0, user_block(file, extents));
}

void check_seal(const fs::path& path) {
  const FileDescriptor file = FileDescriptor::open_read(path);
  const std::string block = read_user_block(file), wanted = user_block(file, extents_in(block, file.size()));
  const auto length_line = [](const std::string& text) {
    return text.substr(kFirstLine.size(), text.find('\n', kFirstLine.size()) - kFirstLine.size());
  };
  if (length_line(block) != length_line(wanted))
    fail_data(fmt::format("{} is cut, has grown or is damaged: its seal says '{}', found '{}'; where the file is "
                          "removed, its stage makes it again",
                          path.string(), length_line(block), length_line(wanted)));
  if (block != wanted)
    fail_data(path.string() + " is damaged: the checksum of its metadata differs; where the file is removed, its stage "
              "makes it again");
}

}  // namespace thema
