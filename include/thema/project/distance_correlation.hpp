// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "thema/core/communicator.hpp"
#include "thema/project/quality_queries.hpp"

namespace thema::maps {

/// Spearman's rank correlation of the cosine distance and the distance on the map coordinates[M, 2], over all pairs of
/// at most 1,000 of the queries, evenly taken: how far the broad order of the map is that of the papers. Equal
/// distances share their mean rank. NaN where all distances of one kind are equal. Collective.
double distance_correlation(const Communicator& comm, const QualityQueries& queries, std::int64_t width,
                            std::span<const float> coordinates);

}  // namespace thema::maps
