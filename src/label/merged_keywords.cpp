// SPDX-License-Identifier: Apache-2.0
#include "thema/label/merged_keywords.hpp"

#include "thema/core/error.hpp"

namespace thema {

namespace {

// Counts of one node, terms ascending.
struct SparseRow {
  std::vector<std::int32_t> columns;
  std::vector<std::int64_t> counts;
};

SparseRow row_of(const TermCounts& leaves, std::int64_t leaf) {
  const auto first = leaves.row_starts[static_cast<std::size_t>(leaf)];
  const auto last = leaves.row_starts[static_cast<std::size_t>(leaf) + 1];
  return {{leaves.columns.begin() + first, leaves.columns.begin() + last},
          {leaves.counts.begin() + first, leaves.counts.begin() + last}};
}

SparseRow sum(const SparseRow& a, const SparseRow& b) {
  SparseRow all;
  all.columns.reserve(a.columns.size() + b.columns.size());
  all.counts.reserve(a.columns.size() + b.columns.size());
  for (std::size_t i = 0, j = 0; i < a.columns.size() || j < b.columns.size();) {
    const bool from_a = j == b.columns.size() || (i < a.columns.size() && a.columns[i] <= b.columns[j]);
    const bool from_b = i == a.columns.size() || (j < b.columns.size() && b.columns[j] <= a.columns[i]);
    all.columns.push_back(from_a ? a.columns[i] : b.columns[j]);
    all.counts.push_back((from_a ? a.counts[i] : 0) + (from_b ? b.counts[j] : 0));
    i += from_a;
    j += from_b;
  }
  return all;
}

}  // namespace

std::vector<std::vector<Keyword>> merged_keywords(const TermCounts& leaves, std::span<const std::int64_t> merges,
                                                  std::int64_t keywords_per_node, const CtfidfOptions& weighting) {
  require(static_cast<std::int64_t>(merges.size()) == 2 * (leaves.groups - 1), "a merge table of other leaves");
  const std::vector<double> rarity = term_rarity(leaves, weighting);
  std::vector<SparseRow> inner(merges.size() / 2);
  const auto take = [&](std::int64_t node) {  // a node is joined once, so its row is not needed again
    return node < leaves.groups ? row_of(leaves, node)
                                : std::exchange(inner[static_cast<std::size_t>(node - leaves.groups)], {});
  };
  TermCounts node;  // the row that is looked at
  node.groups = 1;
  node.terms = leaves.terms;
  std::vector<std::vector<Keyword>> keywords;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    SparseRow row = sum(take(merges[2 * i]), take(merges[2 * i + 1]));
    node.row_starts = {0, static_cast<std::int64_t>(row.columns.size())};
    node.columns = std::move(row.columns);
    node.counts = std::move(row.counts);
    const std::vector<float> weights = ctfidf_weights(node, rarity, weighting.frequent_words);
    keywords.push_back(keywords_of(node, weights, 0, keywords_per_node));
    inner[i] = {std::move(node.columns), std::move(node.counts)};
  }
  return keywords;
}

}  // namespace thema
