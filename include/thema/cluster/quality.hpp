// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"
#include "thema/data/clustering.hpp"

namespace thema::clusters {

/// Figures of a solution over all rows, and the silhouette of each own row.
struct Quality {
  SelectionRow figures;
  std::vector<float> silhouette;
};

/// All figures are exact (no sampling) and the same bits for any shares; topics without rows are left out of them.
/// - silhouette (Rousseeuw, 1987) by cosine distance in O(n k d): the mean distance of unit vector x to the rows of
///   topic C is 1 - x . mean(C), and 1 - (N x . mean - x . x) / (N - 1) within its own topic. 0 in a topic of one row.
/// - inertia: sum of |x - c|^2 to the own normalised centroid.
/// - Calinski-Harabasz and Davies-Bouldin as scikit-learn defines them (Euclidean, arithmetic means), on the unit
///   vectors. NaN where they are not defined: fewer than two topics, and for the former as many topics as rows.
/// The mean silhouette is NaN with fewer than two topics too. Collective.
Quality measure(const Context& context, const Rows& rows, const Solution& solution);

}  // namespace thema::clusters
