// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/data/clustering.hpp"

namespace thema {

/// Embeddings of the given rows of the corpus in the space of the topics, unit length: [rows.size(), d].
using ReadEmbeddingRows = std::function<std::vector<float>(const std::vector<std::int64_t>& rows)>;

/// Diverse representatives are chosen from this many times as many of the nearest papers.
inline constexpr std::int64_t kCandidatesPerRepresentative = 10;

/// Weight of being unlike the papers already chosen against being near the centroid.
inline constexpr double kRepresentativeDiversity = 0.5;

/// Papers of each topic that show its breadth: [k, per_topic] rows, -1 where a topic has fewer. They are chosen by
/// maximal marginal relevance (marginal_relevance.hpp) from the topic's `nearest` papers, [k, n] rows in the form of
/// representatives(); relevance is the cosine to the centroid, similarity that of two papers, both computed in double.
/// The first is the nearest paper. Collective; `nearest` matters on rank 0 alone, where the result is complete; empty
/// elsewhere. The ranks read the candidates in ascending order of rows, a share each, and give them to the topic's
/// rank; a rank holds at most its share of `bytes_at_once` (but one topic whole).
std::vector<std::int64_t> diverse_representatives(const Communicator& comm, const Clustering& clustering,
                                                  std::vector<std::int64_t> nearest, std::int64_t per_topic,
                                                  const ReadEmbeddingRows& read,
                                                  std::int64_t bytes_at_once = std::int64_t{256} << 20);

}  // namespace thema
