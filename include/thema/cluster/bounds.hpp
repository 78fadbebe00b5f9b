// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/cluster/rows.hpp"

namespace thema::clusters {

/// Groups of about `size` centroids that are near one another: entry g lists the ids of group g. Greedy: the lowest id
/// that has no group yet takes those nearest to it.
std::vector<std::vector<std::int32_t>> near_groups(std::span<const float> centroids, std::int64_t width,
                                                   std::int64_t size);

/// What an iteration of k-means can leave out without changing its result. For each own row a lower bound of the
/// similarity to its own centroid is kept, and for each group of centroids an upper bound of the similarity to any
/// other centroid of the group. When centroids move by |new - old|, similarities of unit rows change by no more
/// (Hamerly, SDM 2010; for groups Ding et al., "Yinyang K-means", ICML 2015; for cosines Schubert, Lang and Feher,
/// SISAP 2021). Groups have two centroids, more when k is large beside d: the bounds take at most a quarter of the
/// rows' memory.
class Bounds {
 public:
  /// Nothing is known of any row; the groups are made of these centroids [k, width].
  Bounds(std::int64_t rows, std::span<const float> centroids, std::int64_t width);

  /// Takes scores[k], each within `error` of the exact similarity of an own row to the centroids, and its topic.
  void set(std::int64_t row, const float* scores, std::int32_t topic);
  /// The centroids [k, width] went from `before` to `after`.
  void follow(std::span<const float> before, std::span<const float> after);
  /// The row's topic is no longer the one its bounds are about: nothing is known of it.
  void forget(std::int64_t row);
  /// Whether the centroids have moved so far in all that bounds say little and their rounding matters.
  bool are_worn() const;

  /// labels[i] = the nearest centroid of own row i, exactly, from labels that were right before the last follow().
  /// Returns how many products of a row with a centroid this took.
  std::int64_t assign(const Rows& rows, std::span<const float> centroids, std::span<std::int32_t> labels);

 private:
  std::int64_t width_, stride_;
  std::vector<std::int32_t> ids_, places_, groups_of_, starts_;
  std::vector<double> moved_;       // [k]
  std::vector<float> group_moved_;  // [stride]
  std::vector<float> own_;          // [rows]
  std::vector<float> others_;       // [rows, stride]
  std::vector<float> grouped_;      // [k, width], scratch
};

}  // namespace thema::clusters
