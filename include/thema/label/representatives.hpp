// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/data/clustering.hpp"

namespace thema {

/// The papers nearest to each topic's centroid, found by looking at every paper: [k, per_topic] rows, higher
/// similarity first, then the lower row; -1 where a topic has fewer papers. Collective; complete on rank 0, empty
/// elsewhere. A topic's candidates are merged by rank topic mod size.
std::vector<std::int64_t> representatives(const Communicator& comm, const Clustering& clustering,
                                          std::int64_t per_topic);

}  // namespace thema
