// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/cluster/rows.hpp"
#include "thema/core/communicator.hpp"

namespace thema::clusters {

/// Copies of some rows with their global row numbers; the same on all ranks, bounded by k and not by the corpus.
struct Points {
  std::vector<std::int64_t> ids;
  std::vector<float> values;  ///< [ids.size(), d]
  std::int64_t count() const { return static_cast<std::int64_t>(ids.size()); }
  void append(const Points& more);
};

/// Gathers the ranks' chosen rows (`local`: own row numbers, ascending), in row order. Collective.
Points collect(const Communicator& comm, const Rows& rows, std::span<const std::int64_t> local);

}  // namespace thema::clusters
