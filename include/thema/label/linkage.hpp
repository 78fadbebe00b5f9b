// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "thema/label/pair_distances.hpp"

namespace thema {

/// How far two groups of topics are from one another. A topic counts as `weight` papers that all stand at its centroid:
/// - ward: sqrt(2 a b / (a + b)) |x - y| of groups with weights a, b and means x, y; its square is twice what joining
///   them adds to the sum of squared distances to the means (Ward 1963).
/// - average: mean of 1 - cosine over all pairs of papers, one of each group (UPGMA).
enum class Linkage { ward, average };

/// "ward" or "average".
Linkage linkage_of(const std::string& name);

/// A binary tree over n leaves as SciPy's merge table: leaves are 0..n-1, merge i makes node n+i.
struct MergeTable {
  std::vector<std::int64_t> merges;  ///< [n-1, 2], the lower id first
  std::vector<double> heights;       ///< [n-1], never falling
};

/// Joins the two nearest groups until one is left, by the recurrences of Lance and Williams ("A general theory of
/// classificatory sorting strategies", 1967). Of equally near pairs the one with the lowest id is joined, then the one
/// with the lowest other id. `squared`: squared Euclidean distances of vectors of unit length; `weights` > 0. With
/// equal weights of 1 the heights are those of scipy.cluster.hierarchy.linkage, of Euclidean distances by "ward", of
/// cosine distances by "average". O(n^2) in practice, O(n^3) at worst.
MergeTable agglomerate(PairDistances squared, std::vector<double> weights, Linkage linkage);

}  // namespace thema
