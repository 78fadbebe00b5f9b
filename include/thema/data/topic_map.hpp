// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace thema {

/// The methods that a layout may be made by, as `project.methods` and the groups of map.h5 name them.
inline constexpr std::array<const char*, 3> kLayoutMethods{"umap", "tsne", "pca"};

/// 2-D positions of the laid-out papers by one method; on all ranks (M is bounded by project.max_points).
struct Layout {
  std::string method;                     ///< of kLayoutMethods
  std::vector<float> coordinates;         ///< [M, 2]
  std::map<std::string, double> quality;  ///< trustworthiness, neighbour_recall, ...
};

/// The map: which papers were laid out, their nearest neighbours, and one layout per method.
struct TopicMap {
  std::vector<std::int64_t> rows;  ///< [M], ascending document rows; on all ranks
  std::int64_t neighbours = 0;     ///< m
  // this rank's laid-out papers [first, first + neighbour_indices.size() / m):
  std::int64_t first = 0;
  std::vector<std::int64_t> neighbour_indices;  ///< [own, m], document rows, nearest first
  std::vector<float> neighbour_similarity;      ///< [own, m], cosine
  std::vector<Layout> layouts;
};

}  // namespace thema
