// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <tsl/robin_map.h>

#include <cstdint>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/terms/hashes.hpp"

namespace thema {

/// Occurrences of each (group, term) over all ranks. The cell group * terms + term is owned by one rank; ranks own
/// contiguous cells of nearly equal number, so that the owners' cells in rank order are sorted.
class GroupCounts {
 public:
  struct Cell {
    std::int64_t at, count;
  };

  GroupCounts(std::int64_t groups, std::int64_t terms, std::int64_t buffer_bytes);
  void add(std::int64_t group, std::int64_t term) { ++found_[group * terms_ + term]; }
  bool is_full() const;
  /// Collective: what was found so far goes to the owners.
  void exchange(const Communicator& comm);
  /// Collective, after the last exchange: the cells that are not zero, ascending, on rank 0.
  std::vector<Cell> gathered(const Communicator& comm) const;
  /// Collective, instead of gathered(): the cells of the groups of this rank, even_part(groups, ranks, rank),
  /// ascending. The counts are gone then.
  std::vector<Cell> take_whole_groups(const Communicator& comm);

 private:
  std::int64_t groups_, terms_, cells_, buffer_bytes_;
  tsl::robin_map<std::int64_t, std::int64_t, NumberHash> found_;
  tsl::robin_map<std::int64_t, std::int64_t, OtherHalf<NumberHash>> owned_;
};

}  // namespace thema
