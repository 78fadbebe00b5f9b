// SPDX-License-Identifier: Apache-2.0
#include "thema/project/similar_order.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "thema/core/matrix_product.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kPapersOfAPivot = 512, kMostPivots = 1024, kTileRows = 256;

/// Where a paper stands: its pivot, and how near it is to it.
struct Place {
  std::int64_t pivot = 0;
  float similarity = 0;
};

std::vector<float> pivots_of(const LaidOut& papers) {
  const std::int64_t own = papers.own.size();
  const std::int64_t step = std::max(kPapersOfAPivot, (own + kMostPivots - 1) / kMostPivots);
  std::vector<float> pivots;
  for (std::int64_t paper = 0; paper < own; paper += step)
    pivots.insert(pivots.end(), papers.row(papers.own.first + paper),
                  papers.row(papers.own.first + paper) + papers.width);
  return pivots;
}

}  // namespace

std::vector<std::int64_t> similar_order(const LaidOut& papers) {
  const std::vector<float> pivots = pivots_of(papers);
  const std::int64_t d = papers.width, own = papers.own.size();
  const auto count = pivots.size() / static_cast<std::size_t>(std::max<std::int64_t>(d, 1));
  std::vector<Place> places(static_cast<std::size_t>(own));
  std::vector<float> products(static_cast<std::size_t>(kTileRows) * count);
  for (std::int64_t first = 0; first < own; first += kTileRows) {
    const auto rows = static_cast<std::size_t>(std::min(kTileRows, own - first));
    multiply_transposed({papers.row(papers.own.first + first), rows * static_cast<std::size_t>(d)}, pivots, d,
                        std::span(products).first(rows * count));
    for (std::size_t i = 0; i < rows; ++i) {
      const auto row = products.begin() + static_cast<std::ptrdiff_t>(i * count);
      const auto best = std::max_element(row, row + static_cast<std::ptrdiff_t>(count));
      places[static_cast<std::size_t>(first) + i] = {best - row, *best};
    }
  }
  std::vector<std::int64_t> order(places.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    const Place &x = places[static_cast<std::size_t>(a)], &y = places[static_cast<std::size_t>(b)];
    return std::tie(x.pivot, y.similarity, a) < std::tie(y.pivot, x.similarity, b);
  });
  for (std::int64_t& position : order) position += papers.own.first;
  return order;
}

}  // namespace thema::maps
