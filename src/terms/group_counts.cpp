// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/group_counts.hpp"

#include <algorithm>

#include "thema/core/partition.hpp"

namespace thema {

GroupCounts::GroupCounts(std::int64_t groups, std::int64_t terms, std::int64_t buffer_bytes)
    : groups_(groups), terms_(terms), cells_(groups * terms), buffer_bytes_(buffer_bytes) {
  found_.max_load_factor(kFullTable);
  owned_.max_load_factor(kFullTable);
}

bool GroupCounts::is_full() const {
  constexpr std::int64_t entry_bytes = 48;  // in a table that grew some time ago, about
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

std::vector<GroupCounts::Cell> GroupCounts::take_whole_groups(const Communicator& comm) {
  std::vector<std::int64_t> behind;  // first cell behind each rank's groups
  for (int rank = 0; rank < comm.size(); ++rank) behind.push_back(even_part(groups_, comm.size(), rank).last * terms_);
  std::vector<std::vector<Cell>> outgoing(behind.size());
  for (const auto& [at, count] : owned_)
    outgoing[static_cast<std::size_t>(std::upper_bound(behind.begin(), behind.end(), at) - behind.begin())].push_back(
        {at, count});
  owned_.clear();
  std::vector<Cell> mine;
  for (const std::vector<Cell>& message : comm.all_to_all(outgoing))
    mine.insert(mine.end(), message.begin(), message.end());
  std::sort(mine.begin(), mine.end(), [](const Cell& a, const Cell& b) { return a.at < b.at; });
  return mine;
}

}  // namespace thema
