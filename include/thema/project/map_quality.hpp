// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "thema/project/laid_out.hpp"
#include "thema/project/neighbours.hpp"

namespace thema::maps {

/// Papers on which layouts are judged against all laid-out papers: a keyed sample, its embeddings on all ranks.
struct QualityQueries {
  std::vector<std::int64_t> positions;  ///< [Q], ascending
  Range own;                            ///< those of this rank's papers: positions[own.first .. own.last)
  std::vector<float> values;            ///< [Q, d]
};

/// `wanted` queries, or all papers when there are no more. Collective.
QualityQueries choose_queries(Context& context, const LaidOut& papers, std::int64_t wanted, std::int64_t seed);

/// How well a layout coordinates[M, 2] keeps neighbourhoods of k = min(m, (M - 1) / 2, at least 1) papers:
///   trustworthiness   1 - 2 / (Q k (2M - 3k - 1)) sum over queries i and their k nearest on the map j of
///                     max(0, rank of j among i's neighbours by cosine - k): Venna and Kaski 2001, as scikit-learn
///                     defines it, normalised for Q queries; 1 where M < 3
///   neighbour_recall  share of the k nearest by cosine that are among the k nearest on the map
///   k, queries        what they were measured with
/// Ranks are exact; equal similarities or distances are ordered by position. Collective.
std::map<std::string, double> map_quality(Context& context, const LaidOut& papers, const Neighbours& neighbours,
                                          const QualityQueries& queries, std::span<const float> coordinates);

}  // namespace thema::maps
