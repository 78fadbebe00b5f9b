// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/cluster/cluster.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"
#include "thema/edit/plan.hpp"

namespace thema::editing {

/// Topics with the rows that an edit put into them.
struct EditedTopics {
  std::vector<float> centroids;          ///< [k, d], unit norm
  std::vector<std::int32_t> assignment;  ///< own rows
};

/// Applies the plan to topics with `assignment` of own rows and `centroids` [k before, d]:
/// - the rows of a split topic are sorted by k-means of these rows alone, from options.starts seeded starts;
/// - the centroid of a merged topic, and of each topic of a split, is the normalised exact sum (TopicSums) of its rows;
/// - then the rows of dropped topics go to the nearest of these centroids, exactly, ties to the lower id, and topics
///   that got some have theirs made anew, of all their rows.
/// Topics whose rows stay the same keep their centroids, bit for bit. A topic whose rows add up to zero, because it has
/// none, say, keeps the centroid that it, or the lowest topic it was merged of, had. The same for any shares. Throws
/// Stopped. Collective.
EditedTopics apply_edits(const Context& context, const clusters::Rows& rows, const Plan& plan,
                         std::span<const std::int32_t> assignment, std::span<const float> centroids,
                         const ClusterOptions& options);

}  // namespace thema::editing
