// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/core/context.hpp"
#include "thema/data/clustering.hpp"
#include "thema/data/topics.hpp"
#include "thema/label/ctfidf.hpp"
#include "thema/label/linkage.hpp"
#include "thema/terms/count_terms.hpp"

namespace thema {

/// With more topics than this there is no hierarchy: the distances of all pairs would take over 1.6 GB.
inline constexpr std::int64_t kMostTopicsOfATree = 20'000;

struct TreeOptions {
  Linkage linkage = Linkage::ward;
  CtfidfOptions weighting;  ///< of the terms of inner nodes, as for the topics
};

/// Distances of the centroids of the topics that have papers, for add_hierarchy(). Collective; complete on rank 0. None
/// (with a warning) for more than kMostTopicsOfATree topics.
PairDistances topic_distances(Context& context, const Clustering& clustering);

/// Makes the topics' two trees: `hierarchy` by agglomerate(), `bisecting` by bisect(), over the centroids, weighted by
/// papers / mean papers of a topic; so topics of equal size have SciPy's heights. `topics` has its labels, sizes and
/// keywords; `counts` are those of the topics. For rank 0.
void add_hierarchy(Topics& topics, const Clustering& clustering, PairDistances distances, const TermCounts& counts,
                   const TreeOptions& options);

}  // namespace thema
