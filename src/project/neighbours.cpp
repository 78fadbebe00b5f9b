// SPDX-License-Identifier: Apache-2.0
#include "thema/project/neighbours.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <optional>

#include "thema/core/interrupt.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/kernels/candidate_columns.hpp"
#include "thema/kernels/quantized_points.hpp"

namespace thema::maps {

namespace {

// Own rows multiplied with a block at a time: 256 x 1024 fp32 products are 1 MiB.
constexpr std::int64_t kTileRows = 256;

/// The best neighbours of each own paper among those seen so far.
class BestSoFar {
 public:
  BestSoFar(std::int64_t papers, std::int64_t wanted)
      : wanted_(wanted),
        found_(static_cast<std::size_t>(papers)),
        lists_{wanted, std::vector<std::int64_t>(static_cast<std::size_t>(papers * wanted)),
               std::vector<double>(static_cast<std::size_t>(papers * wanted))} {}

  /// What a further neighbour must reach, -infinity while the list is not full.
  double floor(std::int64_t paper) const {
    const bool full = found_[static_cast<std::size_t>(paper)] == wanted_;
    return full ? lists_.similarity[static_cast<std::size_t>((paper + 1) * wanted_ - 1)]
                : -std::numeric_limits<double>::infinity();
  }

  void offer(std::int64_t paper, std::int64_t position, double similarity) {
    double* s = lists_.similarity.data() + paper * wanted_;
    std::int64_t* p = lists_.positions.data() + paper * wanted_;
    std::int64_t& found = found_[static_cast<std::size_t>(paper)];
    const auto before = [&](std::int64_t i) { return s[i] > similarity || (s[i] == similarity && p[i] < position); };
    if (found == wanted_ && before(wanted_ - 1)) return;
    std::int64_t at = found < wanted_ ? found++ : wanted_ - 1;
    for (; at > 0 && !before(at - 1); --at) {
      s[at] = s[at - 1];
      p[at] = p[at - 1];
    }
    s[at] = similarity;
    p[at] = position;
  }

  Neighbours take() { return std::move(lists_); }

 private:
  std::int64_t wanted_;
  std::vector<std::int64_t> found_;
  Neighbours lists_;
};

// In fp32, within dot_error_bound(); many sums side by side, so that the compiler makes vector instructions of them.
float product(const float* a, const float* b, std::int64_t d) {
  constexpr std::int64_t kSums = 32;
  std::array<float, kSums> sums{};
  std::int64_t i = 0;
  for (; i + kSums <= d; i += kSums)
    for (std::int64_t s = 0; s < kSums; ++s) sums[static_cast<std::size_t>(s)] += a[i + s] * b[i + s];
  for (; i < d; ++i) sums[0] += a[i] * b[i];
  return std::accumulate(sums.begin(), sums.end(), 0.0F);
}

/// Compares tiles of own papers with a block; holds the memory that this needs.
class TileSearch {
 public:
  TileSearch(const LaidOut& papers, std::int64_t wanted)
      : papers_(papers),
        wanted_(wanted),
        products_(static_cast<std::size_t>(kTileRows * kBlockRows)),
        columns_(products_.size()),
        counts_(static_cast<std::size_t>(kTileRows)),
        floors_(counts_.size()),
        largest_(static_cast<std::size_t>(kTileRows * wanted)) {}

  /// The block that compare() is about from now on.
  void begin(const Block& block) {
    if (kernels::can_quantize_points(papers_.width))
      quantized_ = kernels::quantize_points(block.values.data(), block.count, papers_.width);
  }

  void compare(Range tile, const Block& block, BestSoFar& best) {
    const std::int64_t rows = tile.size();
    const double error = multiply(tile, block);
    for (std::int64_t i = 0; i < rows; ++i)
      floors_[static_cast<std::size_t>(i)] = best.floor(tile.first + i - papers_.own.first);
    const kernels::ProductTile view{products_.data(), rows, block.count, tile.first, block.first, error};
    kernels::candidate_columns(view, wanted_, floors_.data(), largest_.data(), columns_.data(), counts_.data());
    for (std::int64_t i = 0; i < rows; ++i) decide(tile.first + i, block, i, best);
  }

 private:
  // Fills products_; returns a bound of their errors.
  double multiply(Range tile, const Block& block) {
    const std::int64_t d = papers_.width;
    if (quantized_) return kernels::multiply_quantized(papers_.row(tile.first), tile.size(), *quantized_, products_.data());
    multiply_transposed({papers_.row(tile.first), static_cast<std::size_t>(tile.size() * d)}, block.values, d,
                        std::span(products_).first(static_cast<std::size_t>(tile.size() * block.count)));
    return dot_error_bound(d);
  }

  void decide(std::int64_t position, const Block& block, std::int64_t tile_row, BestSoFar& best) const {
    const std::int64_t d = papers_.width, paper = position - papers_.own.first;
    const std::int32_t* columns = columns_.data() + tile_row * block.count;
    const float* own = papers_.row(position);
    for (std::int32_t c = 0; c < counts_[static_cast<std::size_t>(tile_row)]; ++c) {
      const float* other = block.values.data() + columns[c] * d;
      // Of products of integers many are candidates that fp32 already tells apart.
      if (quantized_ && product(own, other, d) + dot_error_bound(d) < best.floor(paper)) continue;
      best.offer(paper, block.first + columns[c], exact_dot(own, other, d));
    }
  }

  const LaidOut& papers_;
  std::int64_t wanted_;
  std::optional<kernels::QuantizedPoints> quantized_;  // where the processor multiplies 8-bit integers
  std::vector<float> products_;
  std::vector<std::int32_t> columns_, counts_;
  std::vector<double> floors_;
  std::vector<float> largest_;
};

}  // namespace

Neighbours nearest_neighbours(Context& context, const LaidOut& papers, std::int64_t wanted) {
  const Region region(context.timings, "project: neighbours");
  const std::int64_t count = std::min(wanted, papers.total() - 1);
  if (count < 1) return {};
  BestSoFar best(papers.own.size(), count);
  TileSearch search(papers, count);
  Progress progress(context.log, "neighbours", "papers", papers.total());
  for_each_block(context.comm, papers, [&](const Block& block) {
    leave_if_stopped(context.comm);
    search.begin(block);
    for (std::int64_t first = papers.own.first; first < papers.own.last; first += kTileRows)
      search.compare({first, std::min(first + kTileRows, papers.own.last)}, block, best);
    progress.advance(block.count);
  });
  return best.take();
}

Neighbours nearest_of(const Neighbours& neighbours, std::int64_t wanted) {
  const std::int64_t count = std::min(wanted, neighbours.count);
  Neighbours nearest{count, {}, {}};
  for (std::size_t first = 0; first < neighbours.positions.size(); first += static_cast<std::size_t>(neighbours.count)) {
    const auto from = static_cast<std::ptrdiff_t>(first), to = from + static_cast<std::ptrdiff_t>(count);
    nearest.positions.insert(nearest.positions.end(), neighbours.positions.begin() + from,
                             neighbours.positions.begin() + to);
    nearest.similarity.insert(nearest.similarity.end(), neighbours.similarity.begin() + from,
                              neighbours.similarity.begin() + to);
  }
  return nearest;
}

}  // namespace thema::maps
