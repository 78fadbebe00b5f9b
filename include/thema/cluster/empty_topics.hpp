// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/cluster/rows.hpp"
#include "thema/core/communicator.hpp"
#include "thema/kernels/move_rows.hpp"

namespace thema::clusters {

/// This rank's part of the moves that give each empty topic one row: the rows farthest from their own centroid
/// (exact similarity, ties to the lower row), each out of a topic that keeps at least one row. A row that coincides
/// with its centroid is not taken, so with fewer distinct rows than topics some stay empty. Collective; no message
/// when no topic is empty.
///
/// labels: own rows' topics; sizes[k]: of all ranks; centroids[k, d].
std::vector<kernels::Move> moves_to_empty_topics(const Communicator& comm, const Rows& rows,
                                                 std::span<const float> centroids, std::span<const std::int32_t> labels,
                                                 std::span<const std::int64_t> sizes);

}  // namespace thema::clusters
