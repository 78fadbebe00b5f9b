// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema {

/// Mean of `values` (|x| <= 1, one per row of this rank) over the rows of each topic, the same bits for any number of
/// ranks. `total_rows` is the number of rows of all ranks; 0 for a topic without rows. Collective; same on all ranks.
std::vector<double> topic_means(const Communicator& comm, std::span<const std::int32_t> topics_of_rows,
                                std::span<const float> values, std::int64_t topics, std::int64_t total_rows);

}  // namespace thema
