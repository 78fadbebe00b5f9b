// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/cluster/plus_plus.hpp"
#include "thema/cluster/points.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"

namespace thema::clusters {

/// The candidates of k-means|| (Bahmani et al., "Scalable K-Means++", VLDB 2012, algorithm 2), by cosine distance:
/// one row drawn uniformly, then 5 rounds in which each row joins with probability min(1, k x distance / sum of the
/// distances); their section 5 finds 5 rounds with that oversampling no worse than k-means++. weights[i] counts the
/// rows of all ranks nearest to candidate i. Throws Stopped between two rounds. Collective.
struct Candidates {
  Points points;
  std::vector<std::int64_t> weights;
};
Candidates oversample(const Context& context, const Rows& rows, std::int64_t k, const DrawKey& key);

/// k different rows to start from, the same for any shares: by "kmeans||" (oversample(), then weighted greedy
/// k-means++ on the candidates) or by "kmeans++" (greedy k-means++ on all rows). Where these find fewer than k, because
/// rows coincide, keyed rows not chosen yet fill up. k <= rows.total. Collective.
Points choose_start(const Context& context, const Rows& rows, std::int64_t k, const std::string& init,
                    const DrawKey& key);

}  // namespace thema::clusters
