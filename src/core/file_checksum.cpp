// SPDX-License-Identifier: Apache-2.0
#include "thema/core/file_checksum.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "thema/core/checksum.hpp"
#include "thema/core/files.hpp"
#include "thema/core/partition.hpp"

namespace thema {

std::uint64_t file_checksum(const Communicator& comm, const std::filesystem::path& path) {
  constexpr std::int64_t piece = std::int64_t{4} << 20;
  const FileDescriptor file = FileDescriptor::open_read(path);
  const std::int64_t size = comm.min(file.size());  // a file that grows meanwhile must not part the ranks
  std::vector<std::uint64_t> sums{static_cast<std::uint64_t>(size)};
  sums.resize(static_cast<std::size_t>((size + piece - 1) / piece) + 1, 0);
  if (!comm.is_root()) sums.front() = 0;
  const Range mine = even_part(std::ssize(sums) - 1, comm.size(), comm.rank());
  std::string buffer;
  for (std::int64_t p = mine.first; p < mine.last; ++p) {
    buffer.resize(static_cast<std::size_t>(std::min(piece, size - p * piece)));
    file.read_at(p * piece, buffer);
    sums[static_cast<std::size_t>(p) + 1] = checksum(std::string_view(buffer));
  }
  comm.sum(std::span<std::uint64_t>(sums));
  return checksum(std::as_bytes(std::span(sums)));
}

}  // namespace thema
