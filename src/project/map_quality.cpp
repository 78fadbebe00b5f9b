// SPDX-License-Identifier: Apache-2.0
#include "thema/project/map_quality.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "thema/core/matrix_product.hpp"
#include "thema/data/keyed_sample.hpp"
#include "thema/kernels/count_above.hpp"
#include "thema/kernels/nearest_points.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kTileRows = 256, kBlockRows = 1024;

/// The k nearest on the map of each query, most similar first, with their exact similarities: [Q, k] on all ranks.
struct MapNeighbours {
  std::int64_t k;
  std::vector<std::int64_t> positions;
  std::vector<double> similarity;
};

std::vector<std::int64_t> own_nearest_on_map(const Log& log, const QualityQueries& queries,
                                             std::span<const float> coordinates, std::int64_t k) {
  std::vector<std::int64_t> nearest(static_cast<std::size_t>(queries.own.size() * k));
  std::vector<double> scratch(static_cast<std::size_t>(kTileRows * k));
  Progress progress(log, "map quality: nearest on the map", "papers", queries.own.size());
  for (std::int64_t q = queries.own.first; q < queries.own.last; q += kTileRows) {
    const std::int64_t count = std::min(kTileRows, queries.own.last - q);
    kernels::nearest_points(coordinates.data(), static_cast<std::int64_t>(coordinates.size()) / 2,
                            queries.positions.data() + q, count, k, scratch.data(),
                            nearest.data() + (q - queries.own.first) * k);
    progress.advance(count);
  }
  return nearest;
}

std::int64_t common_neighbours(const LaidOut& papers, const Neighbours& neighbours, const QualityQueries& queries,
                               const std::vector<std::int64_t>& on_map, std::int64_t k) {
  std::int64_t common = 0;
  for (std::int64_t q = 0; q < queries.own.size(); ++q) {
    const std::int64_t position = queries.positions[static_cast<std::size_t>(queries.own.first + q)];
    const std::int64_t* exact = neighbours.of(position - papers.own.first);
    const auto* begin = on_map.data() + q * k;
    for (std::int64_t j = 0; j < k; ++j) common += std::find(begin, begin + k, exact[j]) != begin + k ? 1 : 0;
  }
  return common;
}

// Each similarity is computed by the owner of the neighbour; the others add a zero to its bits.
std::vector<double> similarities(const Communicator& comm, const LaidOut& papers, const QualityQueries& queries,
                                 const std::vector<std::int64_t>& on_map, std::int64_t k) {
  std::vector<std::uint64_t> bits(on_map.size(), 0);
  for (std::size_t i = 0; i < on_map.size(); ++i) {
    if (on_map[i] < papers.own.first || on_map[i] >= papers.own.last) continue;
    const float* query = queries.values.data() + static_cast<std::int64_t>(i) / k * papers.width;
    bits[i] = std::bit_cast<std::uint64_t>(exact_dot(query, papers.row(on_map[i]), papers.width));
  }
  comm.sum(std::span(bits));
  std::vector<double> values(bits.size());
  std::transform(bits.begin(), bits.end(), values.begin(), [](std::uint64_t b) { return std::bit_cast<double>(b); });
  return values;
}

void sort_by_similarity(MapNeighbours& near) {
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

/// Counts, for each of a query's map neighbours, this rank's papers that are nearer to the query by cosine.
class NearerPapers {
 public:
  NearerPapers(const LaidOut& papers, const QualityQueries& queries, const MapNeighbours& near)
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
    const kernels::ProductTile view{products_.data(), rows, columns, tile.first, block.first, dot_error_bound(d)};
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
  const MapNeighbours& near_;
  std::vector<std::int64_t> counts_;
  std::vector<float> products_;
  std::vector<std::int32_t> unclear_, unclear_counts_;
};

std::int64_t rank_penalty(const Context& context, const LaidOut& papers, const QualityQueries& queries,
                          const MapNeighbours& near) {
  NearerPapers nearer(papers, queries, near);
  const auto total = static_cast<std::int64_t>(queries.positions.size());
  Progress progress(context.log, "map quality: ranks by cosine", "papers", papers.own.size());
  for (std::int64_t b = papers.own.first; b < papers.own.last; b += kBlockRows) {
    const Range block{b, std::min(b + kBlockRows, papers.own.last)};
    for (std::int64_t t = 0; t < total; t += kTileRows) nearer.count({t, std::min(t + kTileRows, total)}, block);
    progress.advance(block.size());
  }
  std::vector<std::int64_t> counts = nearer.take();
  context.comm.sum(std::span(counts));
  std::int64_t penalty = 0;
  for (const std::int64_t before : counts) penalty += std::max<std::int64_t>(0, before + 1 - near.k);
  return penalty;
}

}  // namespace

QualityQueries choose_queries(Context& context, const LaidOut& papers, std::int64_t wanted, std::int64_t seed) {
  const auto mine = keyed_sample(context.comm, papers.own, wanted, static_cast<std::uint64_t>(seed), Draw::quality);
  QualityQueries queries;
  queries.positions = context.comm.all_gather(mine);
  queries.own.first = context.comm.sum_before(static_cast<std::int64_t>(mine.size()));
  queries.own.last = queries.own.first + static_cast<std::int64_t>(mine.size());
  std::vector<float> values;
  values.reserve(mine.size() * static_cast<std::size_t>(papers.width));
  for (const std::int64_t p : mine) values.insert(values.end(), papers.row(p), papers.row(p) + papers.width);
  queries.values = context.comm.all_gather(values);
  return queries;
}

std::map<std::string, double> map_quality(Context& context, const LaidOut& papers, const Neighbours& neighbours,
                                          const QualityQueries& queries, std::span<const float> coordinates) {
  const Region region(context.timings, "project: quality");
  const std::int64_t m = papers.total();
  const std::int64_t k = std::min(neighbours.count, std::max<std::int64_t>(1, (m - 1) / 2));
  const auto q = static_cast<double>(queries.positions.size());
  if (k == 0 || q == 0) return {{"trustworthiness", 1}, {"neighbour_recall", 1}, {"k", 0}, {"queries", q}};
  const std::vector<std::int64_t> mine = own_nearest_on_map(context.log, queries, coordinates, k);
  const std::int64_t common = context.comm.sum(common_neighbours(papers, neighbours, queries, mine, k));
  MapNeighbours near{k, context.comm.all_gather(mine), {}};
  near.similarity = similarities(context.comm, papers, queries, near.positions, k);
  sort_by_similarity(near);
  const auto penalty = static_cast<double>(rank_penalty(context, papers, queries, near));
  const double pairs = q * static_cast<double>(k), worst = static_cast<double>(2 * m - 3 * k - 1);
  return {{"trustworthiness", m < 3 ? 1 : 1 - 2 * penalty / (pairs * worst)},
          {"neighbour_recall", static_cast<double>(common) / pairs},
          {"k", static_cast<double>(k)},
          {"queries", q}};
}

}  // namespace thema::maps
