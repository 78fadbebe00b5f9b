// SPDX-License-Identifier: Apache-2.0
#include "thema/project/cosine_ranks.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "thema/core/matrix_product.hpp"
#include "thema/kernels/count_above.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kTileRows = 256, kBlockRows = 1024;

/// k papers of each query, most similar first, with their exact similarities: [Q, k] on all ranks.
struct SimilarPapers {
  std::int64_t k;
  std::vector<std::int64_t> positions;
  std::vector<double> similarity;
};

// Each similarity is computed by the owner of the neighbour; the others add a zero to its bits.
std::vector<double> similarities(const Communicator& comm, const LaidOut& papers, const QualityQueries& queries,
                                 const std::vector<std::int64_t>& others, std::int64_t k) {
  std::vector<std::uint64_t> bits(others.size(), 0);
  for (std::size_t i = 0; i < others.size(); ++i) {
    if (others[i] < papers.own.first || others[i] >= papers.own.last) continue;
    const float* query = queries.values.data() + static_cast<std::int64_t>(i) / k * papers.width;
    bits[i] = std::bit_cast<std::uint64_t>(exact_dot(query, papers.row(others[i]), papers.width));
  }
  comm.sum(std::span(bits));
  std::vector<double> values(bits.size());
  std::transform(bits.begin(), bits.end(), values.begin(), [](std::uint64_t b) { return std::bit_cast<double>(b); });
  return values;
}

void sort_by_similarity(SimilarPapers& near) {
  std::vector<std::pair<double, std::int64_t>> row(static_cast<std::size_t>(near.k));
  for (std::size_t first = 0; first < near.positions.size(); first += row.size()) {
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = {-near.similarity[first + j], near.positions[first + j]};
    std::sort(row.begin(), row.end());
    for (std::size_t j = 0; j < row.size(); ++j) {
      near.similarity[first + j] = -row[j].first;
      near.positions[first + j] = row[j].second;
    }
  }
}

/// Counts, for each of a query's papers, this rank's papers that are nearer to the query by cosine.
class NearerPapers {
 public:
  NearerPapers(const LaidOut& papers, const QualityQueries& queries, const SimilarPapers& near)
      : papers_(papers),
        queries_(queries),
        near_(near),
        counts_(near.positions.size(), 0),
        products_(static_cast<std::size_t>(kTileRows * kBlockRows)),
        unclear_(products_.size()),
        unclear_counts_(static_cast<std::size_t>(kTileRows)) {}

  void count(Range tile, Range block) {
    const std::int64_t d = papers_.width, rows = tile.size(), columns = block.size();
    multiply_transposed({queries_.values.data() + tile.first * d, static_cast<std::size_t>(rows * d)},
                        {papers_.row(block.first), static_cast<std::size_t>(columns * d)}, d,
                        std::span(products_).first(static_cast<std::size_t>(rows * columns)));
    const kernels::ApproximateTile view{products_.data(), rows, columns, tile.first, block.first, dot_error_bound(d)};
    kernels::count_above(view, queries_.positions.data() + tile.first, near_.similarity.data() + tile.first * near_.k,
                         near_.k, counts_.data() + tile.first * near_.k, unclear_.data(), unclear_counts_.data());
    for (std::int64_t i = 0; i < rows; ++i)
      for (std::int32_t u = 0; u < unclear_counts_[static_cast<std::size_t>(i)]; ++u)
        decide(tile.first + i, block.first + unclear_[static_cast<std::size_t>(i * columns + u)]);
  }

  std::vector<std::int64_t> take() { return std::move(counts_); }

 private:
  void decide(std::int64_t query, std::int64_t paper) {
    const double s = exact_dot(queries_.values.data() + query * papers_.width, papers_.row(paper), papers_.width);
    for (std::int64_t j = query * near_.k; j < (query + 1) * near_.k; ++j) {
      const auto at = static_cast<std::size_t>(j);
      const bool nearer = s > near_.similarity[at] || (s == near_.similarity[at] && paper < near_.positions[at]);
      counts_[at] += nearer ? 1 : 0;
    }
  }

  const LaidOut& papers_;
  const QualityQueries& queries_;
  const SimilarPapers& near_;
  std::vector<std::int64_t> counts_;
  std::vector<float> products_;
  std::vector<std::int32_t> unclear_, unclear_counts_;
};

}  // namespace

std::vector<std::int64_t> cosine_ranks(const Context& context, const LaidOut& papers, const QualityQueries& queries,
                                       const std::vector<std::int64_t>& others, std::int64_t k) {
  SimilarPapers near{k, others, similarities(context.comm, papers, queries, others, k)};
  sort_by_similarity(near);
  NearerPapers nearer(papers, queries, near);
  Progress progress(context.log, "map quality: ranks by cosine", "papers", papers.own.size());
  for (std::int64_t b = papers.own.first; b < papers.own.last; b += kBlockRows) {
    const Range block{b, std::min(b + kBlockRows, papers.own.last)};
    for (std::int64_t t = 0; t < queries.count(); t += kTileRows)
      nearer.count({t, std::min(t + kTileRows, queries.count())}, block);
    progress.advance(block.size());
  }
  std::vector<std::int64_t> ranks = nearer.take();
  context.comm.sum(std::span(ranks));
  for (std::int64_t& rank : ranks) ++rank;
  return ranks;
}

}  // namespace thema::maps
