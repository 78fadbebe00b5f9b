// SPDX-License-Identifier: Apache-2.0
#include "thema/label/hierarchy.hpp"

#include <algorithm>

#include "thema/core/region.hpp"
#include "thema/label/bisecting.hpp"
#include "thema/label/merged_keywords.hpp"
#include "thema/label/newick.hpp"

namespace thema {

namespace {

// The topics that have papers, with what the trees are made of.
struct Leaves {
  std::vector<std::int64_t> topics;   // ascending
  std::vector<std::int64_t> without;  // topics without papers, ascending
  std::vector<float> centroids;       // [n, width]
  std::vector<double> weights;        // [n], their mean is 1
};

Leaves leaves_of(const Clustering& clustering) {
  Leaves leaves;
  double papers = 0;
  for (std::int64_t t = 0; t < clustering.k; ++t) {
    const std::int64_t size = clustering.sizes[static_cast<std::size_t>(t)];
    (size > 0 ? leaves.topics : leaves.without).push_back(t);
    papers += static_cast<double>(size);
  }
  const double mean = papers / static_cast<double>(leaves.topics.size());
  for (const std::int64_t t : leaves.topics) {
    const auto first = clustering.centroids.begin() + t * clustering.width;
    leaves.centroids.insert(leaves.centroids.end(), first, first + clustering.width);
    leaves.weights.push_back(static_cast<double>(clustering.sizes[static_cast<std::size_t>(t)]) / mean);
  }
  return leaves;
}

// From leaves to topics: the table of all k topics, those without papers joined last.
MergeTable with_all_topics(const MergeTable& table, const Leaves& leaves) {
  const auto n = static_cast<std::int64_t>(leaves.topics.size());
  const auto k = n + static_cast<std::int64_t>(leaves.without.size());
  MergeTable all{{}, table.heights};
  const auto node_of = [&](std::int64_t node) {
    return node < n ? leaves.topics[static_cast<std::size_t>(node)] : node - n + k;
  };
  for (std::size_t i = 0; i < table.merges.size(); i += 2) {
    const std::int64_t a = node_of(table.merges[i]), b = node_of(table.merges[i + 1]);
    all.merges.insert(all.merges.end(), {std::min(a, b), std::max(a, b)});
  }
  std::int64_t root = n == 0 ? leaves.without[0] : node_of(2 * n - 2);
  for (std::size_t i = n == 0 ? 1 : 0; i < leaves.without.size(); ++i) {
    all.merges.insert(all.merges.end(), {std::min(leaves.without[i], root), std::max(leaves.without[i], root)});
    all.heights.push_back(all.heights.empty() ? 0.0 : all.heights.back());
    root = k + static_cast<std::int64_t>(all.heights.size()) - 1;
  }
  return all;
}

void add_sizes(TopicTree& tree, std::span<const std::int64_t> sizes) {
  std::vector<std::int64_t> of_node(sizes.begin(), sizes.end());
  for (std::size_t i = 0; i < tree.merges.size(); i += 2)
    of_node.push_back(of_node[static_cast<std::size_t>(tree.merges[i])] +
                      of_node[static_cast<std::size_t>(tree.merges[i + 1])]);
  tree.sizes.assign(of_node.begin() + static_cast<std::ptrdiff_t>(sizes.size()), of_node.end());
}

void add_words(TopicTree& tree, const Topics& topics, const TermCounts& counts, const CtfidfOptions& weighting) {
  constexpr std::size_t words_of_a_label = 3;
  tree.keywords_per_node = topics.keywords_per_topic;
  std::vector<std::string> names;
  for (std::int64_t t = 0; t < topics.k; ++t)
    names.push_back(std::to_string(t) + ": " + topics.label[static_cast<std::size_t>(t)]);
  for (const std::vector<Keyword>& keywords : merged_keywords(counts, tree.merges, tree.keywords_per_node, weighting)) {
    std::string label;
    for (std::size_t i = 0; i < static_cast<std::size_t>(tree.keywords_per_node); ++i) {
      tree.keywords.push_back(i < keywords.size() ? keywords[i].term : "");
      tree.keyword_weights.push_back(i < keywords.size() ? keywords[i].weight : 0);
      if (i < std::min(words_of_a_label, keywords.size())) label += (i > 0 ? ", " : "") + keywords[i].term;
    }
    if (label.empty()) label = "group " + std::to_string(names.size());
    tree.labels.push_back(label);
    names.push_back(std::move(label));
  }
  tree.newick = newick(tree.merges, tree.heights, names);
}

TopicTree tree_of(MergeTable table, const Topics& topics, const TermCounts& counts, const CtfidfOptions& weighting) {
  TopicTree tree;
  tree.merges = std::move(table.merges);
  tree.heights = std::move(table.heights);
  add_sizes(tree, topics.sizes);
  add_words(tree, topics, counts, weighting);
  return tree;
}

}  // namespace

PairDistances topic_distances(Context& context, const Clustering& clustering) {
  const Region region(context.timings, "label: distances of topics");
  if (clustering.k <= kMostTopicsOfATree)
    return squared_distances(context.comm, leaves_of(clustering).centroids, clustering.width);
  context.log.warning("no hierarchy of topics: there are more than {}", kMostTopicsOfATree);
  return PairDistances(0);
}

void add_hierarchy(Topics& topics, const Clustering& clustering, PairDistances distances, const TermCounts& counts,
                   const TreeOptions& options) {
  if (topics.k > kMostTopicsOfATree) return;
  const Leaves leaves = leaves_of(clustering);
  const MergeTable halved = bisect(distances, leaves.centroids, clustering.width, leaves.weights);
  const MergeTable joined = agglomerate(std::move(distances), leaves.weights, options.linkage);
  topics.hierarchy = tree_of(with_all_topics(joined, leaves), topics, counts, options.weighting);
  topics.bisecting = tree_of(with_all_topics(halved, leaves), topics, counts, options.weighting);
}

}  // namespace thema
