// SPDX-License-Identifier: Apache-2.0
#include "thema/project/host_tile_search.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

#include "thema/core/float_rounding.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/kernels/candidate_pairs.hpp"

namespace thema::maps {

namespace {

constexpr float kNever = std::numeric_limits<float>::infinity();

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

}  // namespace

HostTileSearch::HostTileSearch(const OwnPapers& papers, std::int64_t wanted, NearestLists& best)
    : papers_(papers),
      wanted_(wanted),
      offers_(papers.first, best),
      products_(static_cast<std::size_t>(kShape.rows * kShape.block_rows)),
      columns_(products_.size()),
      counts_(static_cast<std::size_t>(kShape.rows)),
      row_floors_(counts_.size()) {}

void HostTileSearch::begin(const Block& block, std::vector<double> floors) {
  offers_.begin(block, std::move(floors));
  if (kernels::can_quantize_points(papers_.width))
    quantized_ = kernels::quantize_points(block.values.data(), block.count(), papers_.width);
}

void HostTileSearch::compare_with_itself(Range tile) {
  const std::int64_t columns = offers_.block().count(), block_first = offers_.block().number * kShape.block_rows;
  const double error = multiply(tile);
  for (std::int64_t i = 0; i < tile.size(); ++i) {
    float* row = products_.data() + i * columns;
    row[tile.first + i - block_first] = -kNever;  // a paper is not its own neighbour
    row_floors_[static_cast<std::size_t>(i)] = floor_within(row, error);
  }
  choose_pairs(tile, std::vector<float>(static_cast<std::size_t>(columns), kNever));
  for_each_near(tile, [&](std::int64_t paper, std::int64_t column, double similarity) {
    offers_.offer_to_row(paper, column, similarity);
  });
}

void HostTileSearch::compare(Range tile, NearestLists& of_block) {
  const double error = multiply(tile);
  for (std::int64_t i = 0; i < tile.size(); ++i)
    row_floors_[static_cast<std::size_t>(i)] = round_down(offers_.row_floor(papers_.number(tile.first + i)) - error);
  std::vector<float> column_floors;
  for (std::int64_t column = 0; column < offers_.block().count(); ++column)
    column_floors.push_back(round_down(offers_.column_floor(column) - error));
  choose_pairs(tile, column_floors);
  for_each_near(tile, [&](std::int64_t paper, std::int64_t column, double similarity) {
    offers_.offer(paper, column, similarity, of_block);
  });
}

// Fills products_; returns a bound of their errors.
double HostTileSearch::multiply(Range tile) {
  const Block& block = offers_.block();
  const std::int64_t d = papers_.width, rows = tile.size();
  if (quantized_) return kernels::multiply_quantized(papers_.row(tile.first), rows, *quantized_, products_.data());
  multiply_transposed({papers_.row(tile.first), static_cast<std::size_t>(rows * d)}, block.values, d,
                      std::span(products_).first(static_cast<std::size_t>(rows * block.count())));
  return dot_error_bound(d);
}

// Below the exact values of the wanted largest of these products; above -infinity, which stands for no product.
float HostTileSearch::floor_within(const float* row, double error) {
  const std::int64_t count = offers_.block().count();
  if (count <= wanted_) return std::numeric_limits<float>::lowest();
  sorted_.assign(row, row + count);
  const auto last = sorted_.begin() + (wanted_ - 1);
  std::nth_element(sorted_.begin(), last, sorted_.end(), std::greater<>());
  return round_down(static_cast<double>(*last) - 2 * error);
}

void HostTileSearch::choose_pairs(Range tile, const std::vector<float>& column_floors) {
  kernels::candidate_pairs(products_.data(), tile.size(), offers_.block().count(), row_floors_.data(),
                           column_floors.data(), columns_.data(), counts_.data());
}

// Calls use(paper, column, exact similarity) for the chosen pairs that are near enough for either paper in fp32, which
// tells apart most of what products of integers cannot.
template <class Use> void HostTileSearch::for_each_near(Range tile, Use use) {
  const Block& block = offers_.block();
  const std::int64_t d = papers_.width;
  const double bound = dot_error_bound(d);
  for (std::int64_t i = 0; i < tile.size(); ++i) {
    const std::int64_t place = tile.first + i, paper = papers_.number(place);
    const float* own = papers_.row(place);
    for (std::int32_t c = 0; c < counts_[static_cast<std::size_t>(i)]; ++c) {
      const std::int64_t column = columns_[static_cast<std::size_t>(i * block.count() + c)];
      const float* other = block.values.data() + column * d;
      const double reached = product(own, other, d) + bound;
      if (reached < offers_.row_floor(paper) && reached < offers_.column_floor(column)) continue;
      use(paper, column, exact_dot(own, other, d));
    }
  }
}

}  // namespace thema::maps
