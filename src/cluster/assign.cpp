// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/assign.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "thema/core/matrix_product.hpp"
#include "thema/kernels/nearest_two.hpp"

namespace thema::clusters {

namespace {

// Rows of a tile: enough for the GEMM to run at full speed, few enough for the scores to stay in the L2 cache.
constexpr std::int64_t kTileScores = std::int64_t{1} << 17, kMinTileRows = 128, kMaxTileRows = 2048;

std::int64_t tile_rows(std::int64_t points) { return std::clamp(kTileScores / points, kMinTileRows, kMaxTileRows); }

/// One row beside the points, with the GEMM's scores.
struct Candidates {
  const float* row;
  const float* points;
  const float* scores;
  std::int64_t count, width;
  double margin;  // two scores further apart than this are in the right order

  double exact(std::int64_t point) const { return exact_dot(row, points + point * width, width); }
};

/// Calls visit(own row, candidates, top two of the scores) for all own rows in order, tile by tile.
template <class Visit> void for_each_row(const Rows& rows, std::span<const float> points, Visit visit) {
  const std::int64_t d = rows.width, k = static_cast<std::int64_t>(points.size()) / d, tile = tile_rows(k);
  const double margin = 2 * dot_error_bound(d);
  std::vector<float> scores(static_cast<std::size_t>(tile * k));
  std::vector<kernels::TopTwo> top(static_cast<std::size_t>(tile));
  for (std::int64_t first = 0; first < rows.count(); first += tile) {
    const std::int64_t n = std::min(tile, rows.count() - first);
    const std::span<const float> part(rows.row(first), static_cast<std::size_t>(n * d));
    multiply_transposed(part, points, d, std::span(scores).first(static_cast<std::size_t>(n * k)));
    kernels::nearest_two(scores.data(), n, k, top.data());
    for (std::int64_t i = 0; i < n; ++i)
      visit(first + i, Candidates{part.data() + i * d, points.data(), scores.data() + i * k, k, d, margin},
            top[static_cast<std::size_t>(i)]);
  }
}

std::int32_t rescore_best(const Candidates& c, const kernels::TopTwo& top) {
  const double threshold = static_cast<double>(top.best) - c.margin;
  std::int32_t best = top.column;
  double largest = -std::numeric_limits<double>::infinity();
  for (std::int64_t j = 0; j < c.count; ++j) {
    if (static_cast<double>(c.scores[j]) < threshold) continue;
    const double similarity = c.exact(j);
    if (similarity <= largest) continue;
    largest = similarity;
    best = static_cast<std::int32_t>(j);
  }
  return best;
}

inline std::int32_t best_of(const Candidates& c, const kernels::TopTwo& top) {
  const double gap = static_cast<double>(top.best) - static_cast<double>(top.second);
  return gap > c.margin ? top.column : rescore_best(c, top);
}

NearestTwo best_two_of(const Candidates& c, const kernels::TopTwo& top) {
  NearestTwo found;
  if (c.count == 1) return {0, -1, c.exact(0), std::numeric_limits<double>::quiet_NaN()};
  found.best_similarity = found.second_similarity = -std::numeric_limits<double>::infinity();
  const double threshold = static_cast<double>(top.second) - c.margin;
  for (std::int64_t j = 0; j < c.count; ++j) {
    if (static_cast<double>(c.scores[j]) < threshold) continue;
    const double similarity = c.exact(j);
    if (similarity > found.best_similarity) {
      found = {static_cast<std::int32_t>(j), found.best, similarity, found.best_similarity};
    } else if (similarity > found.second_similarity) {
      found.second = static_cast<std::int32_t>(j);
      found.second_similarity = similarity;
    }
  }
  return found;
}

}  // namespace

void assign(const Rows& rows, std::span<const float> points, std::span<std::int32_t> labels) {
  for_each_row(rows, points, [&](std::int64_t i, const Candidates& c, const kernels::TopTwo& top) {
    labels[static_cast<std::size_t>(i)] = best_of(c, top);
  });
}

void assign(const Rows& rows, std::span<const float> points, std::span<std::int32_t> labels, Bounds& bounds) {
  for_each_row(rows, points, [&](std::int64_t i, const Candidates& c, const kernels::TopTwo& top) {
    labels[static_cast<std::size_t>(i)] = best_of(c, top);
    bounds.set(i, c.scores, labels[static_cast<std::size_t>(i)]);
  });
}

void for_each_nearest(const Rows& rows, std::span<const float> points, const VisitNearest& visit) {
  for_each_row(rows, points, [&](std::int64_t i, const Candidates& c, const kernels::TopTwo& top) {
    const std::int32_t best = best_of(c, top);
    visit(i, best, c.exact(best));
  });
}

void for_each_nearest_two(const Rows& rows, std::span<const float> points, const VisitNearestTwo& visit) {
  for_each_row(rows, points,
               [&](std::int64_t i, const Candidates& c, const kernels::TopTwo& top) { visit(i, best_two_of(c, top)); });
}

}  // namespace thema::clusters
