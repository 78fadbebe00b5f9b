// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace thema {

/// A binary tree over k topics in SciPy's form: nodes 0..k-1 are the topics, node k+i is what merge i made. No merges
/// where k is 1. Topics without papers are joined last, in the order of their ids, at the height of the tree of the
/// others.
struct TopicTree {
  std::vector<std::int64_t> merges;  ///< [k-1, 2], the two nodes that are joined, the lower id first
  std::vector<double> heights;       ///< [k-1], never falling
  std::vector<std::int64_t> sizes;   ///< [k-1], papers
  std::int64_t keywords_per_node = 0;
  std::vector<std::string> keywords;   ///< [k-1, keywords_per_node], best first, "" when there are fewer
  std::vector<float> keyword_weights;  ///< [k-1, keywords_per_node], c-TF-IDF
  std::vector<std::string> labels;     ///< [k-1], the first three keywords
  std::string newick;                  ///< the tree with labels and branch lengths; "" where there are no merges
};

}  // namespace thema
