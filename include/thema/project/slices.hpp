// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/project/laid_out.hpp"

namespace thema::maps {

/// Papers whose embeddings go to all ranks together.
inline constexpr std::int64_t kSlicePapers = 4096;

/// Calls visit(rows [n, d], positions [n]) on all ranks for slices of the papers that all ranks name, `own` being this
/// rank's positions; so a rank holds few of the others' at a time. Collective.
template <class Visit>
void for_each_slice(const Communicator& comm, const LaidOut& papers, std::span<const std::int64_t> own, Visit visit) {
  const std::int64_t mine = std::ssize(own), before = comm.sum_before(mine), total = comm.sum(mine);
  for (std::int64_t first = 0; first < total; first += kSlicePapers) {
    const auto from = static_cast<std::size_t>(std::clamp<std::int64_t>(first - before, 0, mine));
    const auto to = static_cast<std::size_t>(std::clamp<std::int64_t>(first + kSlicePapers - before, 0, mine));
    const auto slice = own.subspan(from, to - from);
    visit(comm.all_gather(papers.rows_of(slice)),
          comm.all_gather(std::vector<std::int64_t>(slice.begin(), slice.end())));
  }
}

}  // namespace thema::maps
