// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "thema/project/laid_out.hpp"
#include "thema/project/quality_queries.hpp"

namespace thema::maps {

/// How well a layout coordinates[M, 2] keeps what the embeddings say, judged by the queries. With
/// k = min(neighbours, queries.known, (M - 1) / 2, at least 1) and rank 1 for the nearest paper:
///   trustworthiness   1 - 2 / (Q k (2M - 3k - 1)) sum over queries i and their k nearest on the map j of
///                     max(0, rank of j among i's neighbours by cosine - k): Venna and Kaski 2001, as scikit-learn
///                     defines it, normalised for Q queries; 1 where M < 3
///   continuity        the same with the two spaces exchanged: of the k nearest by cosine their ranks on the map
///   neighbour_recall  share of the k nearest by cosine that are among the k nearest on the map;
///                     neighbour_recall_10 and neighbour_recall_50 for 10 and 50, where there are so many
///   category_accuracy share of the queries with a category that most of their k nearest on the map have too, of
///                     equally frequent ones the nearest's; category_accuracy_cosine: of the k nearest by cosine
///   distance_correlation  distance_correlation.hpp
///   density_correlation   Pearson's of the logarithms of a query's mean squared distance to its k nearest papers, by
///                     cosine (2 - 2 cosine) and on the map: is dense what is dense?
///   k, queries        what they were measured with
/// A figure that nothing can be said about is left out. `categories` [M], the same on all ranks, -1 for none; empty
/// where no paper has one. Ranks are exact; equal similarities or distances are ordered by position. Collective.
std::map<std::string, double> map_quality(Context& context, const LaidOut& papers, const QualityQueries& queries,
                                          std::int64_t neighbours, std::span<const std::int32_t> categories,
                                          std::span<const float> coordinates);

}  // namespace thema::maps
