// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/assign.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "thema/cluster/device_rows.hpp"
#include "thema/core/error.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/kernels/nearest_two.hpp"
#include "thema/kernels/quantized_points.hpp"

namespace thema::clusters {

namespace {

// Rows of a tile: enough for the GEMM to run at full speed, few enough for the scores to stay in the L2 cache.
constexpr std::int64_t kTileScores = std::int64_t{1} << 17, kMinTileRows = 128, kMaxTileRows = 2048;
// Products of integers need no large tiles; the rows stay in the L2 cache until they have joined their topics.
constexpr std::int64_t kTileValues = std::int64_t{1} << 14, kMinQuantizedRows = 64, kMoreScores = 4;

/// One row beside the points, with the GEMM's scores.
struct Candidates {
  const float* row;
  const float* points;
  const float* scores;
  std::int64_t count, width;
  double margin;  // two scores further apart than this are in the right order

  double exact(std::int64_t point) const { return exact_dot(row, points + point * width, width); }
};

/// Scores of tiles of rows. Where the processor can, products of 8-bit integers tell which few deserve fp32; not so
/// when too many are wanted, or when too few points fill the registers.
class Scorer {
 public:
  /// For so many rows, of each of which the `wanted` largest scores matter.
  Scorer(std::span<const float> points, std::int64_t width, std::int64_t wanted, std::int64_t rows)
      : points_(points), width_(width), wanted_(wanted) {
    const std::int64_t k = std::ssize(points) / width;
    if (rows >= kFewRows && wanted <= k / kPointsOfEachWanted && k >= kFewPoints && kernels::can_quantize_points(width))
      quantized_ = kernels::quantize_points(points.data(), k, width);
  }

  /// scores[rows, points] within dot_error_bound() where it matters, lower than what matters elsewhere; top[rows].
  void score(std::span<const float> rows, std::span<float> scores, kernels::TopTwo* top) {
    const std::int64_t count = std::ssize(rows) / width_;
    if (!quantized_) {
      multiply_transposed(rows, points_, width_, scores);
      return kernels::nearest_two(scores.data(), count, std::ssize(points_) / width_, top);
    }
    repeated_ += kernels::score_quantized(rows.data(), count, *quantized_, wanted_, scores.data(), top);
    rows_ += count;
    // Rows with a few large components leave much to fp32, where the matrix product is faster.
    if (rows_ >= kRowsToJudgeBy && repeated_ > rows_ * quantized_->count / kScoresOfEachRepeated) quantized_.reset();
  }

  /// Rows of a tile that suit it.
  std::int64_t tile_rows() const {
    const std::int64_t by_scores = kTileScores * width_ / std::ssize(points_);
    if (quantized_)
      return std::clamp(std::min(kTileValues / width_, kMoreScores * by_scores), kMinQuantizedRows, kMaxTileRows);
    return std::clamp(by_scores, kMinTileRows, kMaxTileRows);
  }

 private:
  static constexpr std::int64_t kFewPoints = 16, kFewRows = 16, kRowsToJudgeBy = 256;
  static constexpr std::int64_t kPointsOfEachWanted = 4, kScoresOfEachRepeated = 4;  // at least, or fp32 is faster
  std::span<const float> points_;
  std::int64_t width_;
  std::int64_t wanted_;
  std::optional<kernels::QuantizedPoints> quantized_;
  std::int64_t rows_ = 0, repeated_ = 0;  // by integers, so far
};

/// Calls visit(own row, candidates, top two of the scores) for all own rows in order, and after_tile for each tile.
template <class Visit>
void for_each_row(const Rows& rows, std::span<const float> points, std::int64_t wanted, Visit visit,
                  const AfterTile& after_tile = {}) {
  const std::int64_t d = rows.width, k = static_cast<std::int64_t>(points.size()) / d;
  const double margin = 2 * dot_error_bound(d);
  Scorer scorer(points, d, wanted, rows.count());
  std::vector<float> scores;
  std::vector<kernels::TopTwo> top;
  for (std::int64_t first = 0, n = 0; first < rows.count(); first += n) {
    n = std::min(scorer.tile_rows(), rows.count() - first);
    const std::span<const float> part(rows.row(first), static_cast<std::size_t>(n * d));
    scores.resize(static_cast<std::size_t>(n * k));
    top.resize(static_cast<std::size_t>(n));
    scorer.score(part, scores, top.data());
    for (std::int64_t i = 0; i < n; ++i)
      visit(first + i, Candidates{part.data() + i * d, points.data(), scores.data() + i * k, k, d, margin},
            top[static_cast<std::size_t>(i)]);
    if (after_tile) after_tile({first, first + n});
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

NearestTwo two_of(std::span<const NearPoint> near) {
  NearestTwo two{near[0].point, -1, near[0].similarity, std::numeric_limits<double>::quiet_NaN()};
  if (near.size() > 1) two.second = near[1].point, two.second_similarity = near[1].similarity;
  return two;
}

/// The nearest points of one row after another, in reused memory.
class NearestFew {
 public:
  explicit NearestFew(std::int64_t wanted) : wanted_(static_cast<std::size_t>(wanted)) {}

  std::span<const NearPoint> of(const Candidates& c) {
    const double threshold = static_cast<double>(last_wanted(c)) - c.margin;
    const float below = std::nextafter(static_cast<float>(threshold), -std::numeric_limits<float>::infinity());
    found_.clear();
    for_each_above(
        c, 0, [&] { return below; },
        [&](std::int64_t j) {
          if (static_cast<double>(c.scores[j]) >= threshold)
            found_.push_back({static_cast<std::int32_t>(j), c.exact(j)});
        });
    std::sort(found_.begin(), found_.end(), [](const NearPoint& a, const NearPoint& b) {
      return a.similarity != b.similarity ? a.similarity > b.similarity : a.point < b.point;
    });
    require(found_.size() >= wanted_, "similarities that are not numbers");
    return std::span(found_).first(wanted_);
  }

 private:
  // The score that is the last of the wanted largest: the least of a heap that few scores enter.
  float last_wanted(const Candidates& c) {
    const auto wanted = static_cast<std::ptrdiff_t>(wanted_);
    heap_.assign(c.scores, c.scores + wanted);
    std::ranges::make_heap(heap_, std::greater<>());
    for_each_above(
        c, wanted, [&] { return heap_.front(); },
        [&](std::int64_t j) {
          std::ranges::pop_heap(heap_, std::greater<>());
          heap_.back() = c.scores[j];
          std::ranges::push_heap(heap_, std::greater<>());
        });
    return heap_.front();
  }

  // Calls visit(j) for the scores j >= first above limit(), which may rise. Few are, and a stretch without any is seen
  // to be one by comparisons that the compiler makes together.
  template <class Limit, class Visit>
  static void for_each_above(const Candidates& c, std::int64_t first, Limit limit, Visit visit) {
    constexpr std::int64_t stretch = 64;
    for (std::int64_t begin = first; begin < c.count; begin += stretch) {
      const std::int64_t end = std::min(begin + stretch, c.count);
      const float at_first = limit();
      int any = 0;
      for (std::int64_t j = begin; j < end; ++j) any |= static_cast<int>(c.scores[j] > at_first);
      for (std::int64_t j = begin; any != 0 && j < end; ++j)
        if (c.scores[j] > limit()) visit(j);
    }
  }

  std::size_t wanted_;
  std::vector<float> heap_;
  std::vector<NearPoint> found_;
};

}  // namespace

void assign(const Rows& rows, std::span<const float> points, std::span<std::int32_t> labels,
            const AfterTile& after_tile) {
  if (rows.on_device != nullptr) {
    rows.on_device->assign(points, labels);
    if (after_tile) after_tile({0, rows.count()});
    return;
  }
  const auto visit = [&](std::int64_t i, const Candidates& c, const kernels::TopTwo& top) {
    labels[static_cast<std::size_t>(i)] = best_of(c, top);
  };
  for_each_row(rows, points, 1, visit, after_tile);
}

void assign(const Rows& rows, std::span<const float> points, std::span<std::int32_t> labels, Bounds& bounds,
            const AfterTile& after_tile) {
  const auto visit = [&](std::int64_t i, const Candidates& c, const kernels::TopTwo& top) {
    labels[static_cast<std::size_t>(i)] = best_of(c, top);
    bounds.set(i, c.scores, labels[static_cast<std::size_t>(i)]);
  };
  for_each_row(rows, points, std::ssize(points) / rows.width, visit, after_tile);
}

void for_each_nearest(const Rows& rows, std::span<const float> points, const VisitNearest& visit) {
  if (rows.on_device != nullptr)
    return rows.on_device->for_each_nearest_few(points, 1, [&](std::int64_t i, std::span<const NearPoint> near) {
      visit(i, near[0].point, near[0].similarity);
    });
  for_each_row(rows, points, 1, [&](std::int64_t i, const Candidates& c, const kernels::TopTwo& top) {
    const std::int32_t best = best_of(c, top);
    visit(i, best, c.exact(best));
  });
}

void for_each_nearest_two(const Rows& rows, std::span<const float> points, const VisitNearestTwo& visit) {
  if (rows.on_device != nullptr)
    return rows.on_device->for_each_nearest_few(
        points, std::min<std::int64_t>(2, std::ssize(points) / rows.width),
        [&](std::int64_t i, std::span<const NearPoint> near) { visit(i, two_of(near)); });
  for_each_row(rows, points, 2,
               [&](std::int64_t i, const Candidates& c, const kernels::TopTwo& top) { visit(i, best_two_of(c, top)); });
}

void for_each_nearest_few(const Rows& rows, std::span<const float> points, std::int64_t wanted,
                          const VisitNearestFew& visit) {
  if (rows.on_device != nullptr) return rows.on_device->for_each_nearest_few(points, wanted, visit);
  NearestFew nearest(wanted);
  for_each_row(rows, points, wanted,
               [&](std::int64_t i, const Candidates& c, const kernels::TopTwo&) { visit(i, nearest.of(c)); });
}

}  // namespace thema::clusters
