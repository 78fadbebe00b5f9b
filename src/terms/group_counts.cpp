// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/group_counts.hpp"

#include <algorithm>

namespace thema {

bool GroupCounts::is_full() const {
  constexpr std::int64_t entry_bytes = 48;  // of the map's node and bucket, about
  return static_cast<std::int64_t>(found_.size()) * entry_bytes >= buffer_bytes_;
}

void GroupCounts::exchange(const Communicator& comm) {
  const std::int64_t ranks = comm.size();
  std::vector<std::vector<Cell>> outgoing(static_cast<std::size_t>(ranks));
  for (const auto& [at, count] : found_) {
    const auto owner = static_cast<std::size_t>(static_cast<__int128>(at) * ranks / cells_);
    outgoing[owner].push_back({at, count});
  }
  found_.clear();
  for (const std::vector<Cell>& message : comm.all_to_all(outgoing))
    for (const Cell& cell : message) owned_[cell.at] += cell.count;
}

std::vector<GroupCounts::Cell> GroupCounts::gathered(const Communicator& comm) const {
  std::vector<Cell> mine;
  mine.reserve(owned_.size());
  for (const auto& [at, count] : owned_) mine.push_back({at, count});
  std::sort(mine.begin(), mine.end(), [](const Cell& a, const Cell& b) { return a.at < b.at; });
  return comm.gather(mine);
}

}  // namespace thema
