// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/communicator.hpp"

namespace thema::clusters {

/// Centroids [k, d] to start from, made of a solution of fewer topics: the topics with the largest scatter (sum of the
/// cosine distances of their rows to the centroid, ties to the lower id) are cut in two by the plane through their
/// centroid that is square to the way to their farthest row (ties to the lower row); the means of the halves are
/// centroids. (The farthest row itself, as one of them, is a bad start: it is far from all.) Where k is more than twice
/// as many the rows are assigned anew and cut again. Empty when rows are so much alike that k different points are not
/// found. The same for any shares. Collective.
std::vector<float> split_topics(const Communicator& comm, const Rows& rows, const Solution& fewer, std::int64_t k);

}  // namespace thema::clusters
