// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema::clusters {

/// Rows that are in topic `first` of one clustering and in topic `second` of another.
struct Overlap {
  std::int32_t first, second;
  std::int64_t rows;
};

/// This rank's part of all pairs of topics that share rows, ascending; all pairs of one first topic are on one rank.
/// Labels are those of own rows, of k topics. A rank holds 8 bytes per own row, and of its topics the pairs of each
/// rank. Collective.
std::vector<Overlap> overlaps(const Communicator& comm, std::span<const std::int32_t> first,
                              std::span<const std::int32_t> second, std::int64_t k);

/// Rows of each topic over all ranks, [k]. Collective.
std::vector<std::int64_t> sizes_of(const Communicator& comm, std::span<const std::int32_t> labels, std::int64_t k);

}  // namespace thema::clusters
