// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/data/clustering.hpp"

namespace thema {

/// The papers nearest to each topic's centroid, found by looking at every paper: [k, per_topic] rows, higher
/// similarity first, then the lower row; -1 where a topic has fewer papers. Collective; complete on rank 0, empty
/// elsewhere. A topic's candidates are merged by rank topic mod size.
std::vector<std::int64_t> representatives(const Communicator& comm, const Clustering& clustering,
                                          std::int64_t per_topic);

/// The newest papers of each topic, in the same form: the latest date first, then the lower row. `dates` has one per
/// row of this rank, in days since 1970; papers of kUnknownDate are not taken. Collective; complete on rank 0.
std::vector<std::int64_t> newest_papers(const Communicator& comm, const Clustering& clustering,
                                        std::span<const std::int32_t> dates, std::int64_t per_topic);

/// The first `columns` of each row of `table`, which is [k, per_topic].
std::vector<std::int64_t> first_columns(const std::vector<std::int64_t>& table, std::int64_t per_topic,
                                        std::int64_t columns);

}  // namespace thema
