// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/cluster/rows.hpp"
#include "thema/core/communicator.hpp"
#include "thema/core/log.hpp"

namespace thema::clusters {

/// How each own row belongs to its nearest topics.
struct SoftTopics {
  std::int64_t topics = 0;            ///< m of each row
  double temperature = 0;             ///< a similarity
  std::vector<std::int32_t> nearest;  ///< [rows, m], nearest first, equally near ones by id
  std::vector<float> similarity;      ///< [rows, m]
  std::vector<float> share;           ///< [rows, m], of a row 1 in all
};

/// Of topic t of a row, among its m nearest: share = exp(similarity_t / temperature) / sum of the same: the posterior
/// of equal von Mises-Fisher distributions of concentration 1 / temperature around the centroids (Banerjee et al.,
/// JMLR 6, 2005, equation 3.2), cut off after m. The concentration of greatest likelihood makes all shares 0 or 1 in
/// hundreds of dimensions, so with temperature 0 the mean margin between the two nearest topics over all rows is taken:
/// a paper of average clarity is e times as much in its first topic as in its second. m is at most the number of
/// centroids. Similarities are exact_dot()s. Collective.
SoftTopics soft_topics(const Communicator& comm, const Log& log, const Rows& rows, std::span<const float> centroids,
                       std::int64_t topics, double temperature);

/// Shares of one row, of its similarities, the largest first.
void softmax(std::span<const float> similarities, double temperature, std::span<float> shares);

}  // namespace thema::clusters
