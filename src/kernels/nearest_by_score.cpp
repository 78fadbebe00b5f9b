// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/nearest_by_score.hpp"

#include <limits>

#include "thema/core/exact_dot.hpp"
#include "warp_lanes.hpp"

namespace thema::kernels {

namespace {

struct NearestByScore {
  ProductTile tile;
  const float* slack;
  std::int64_t wanted;
  double* exact;
  std::int32_t* nearest;
  double* similarities;

  template <class Lanes> KOKKOS_INLINE_FUNCTION void operator()(const Lanes& lanes, std::int64_t i) const {
    const float* scores = tile.products + i * tile.columns;
    const double least = static_cast<double>(wanted_score(lanes, scores)) - 2 * static_cast<double>(slack[i]);
    const auto is_candidate = [=](std::int64_t j) { return static_cast<double>(scores[j]) >= least; };
    if (wanted == 1 && similarities == nullptr && lanes.count(tile.columns, is_candidate) == 1) {
      const auto only = lanes.max(tile.columns, std::int64_t{-1},
                                  [=](std::int64_t j) { return is_candidate(j) ? j : std::int64_t{-1}; });
      std::int32_t* const to = nearest + i;
      lanes.once([=] { *to = static_cast<std::int32_t>(only); });
      return;
    }
    decide(lanes, i, is_candidate);
  }

 private:
  // The wanted-th largest score, equal ones counted one by one.
  template <class Lanes> KOKKOS_INLINE_FUNCTION float wanted_score(const Lanes& lanes, const float* scores) const {
    constexpr float lowest = -std::numeric_limits<float>::infinity();
    float level = lanes.max(tile.columns, lowest, [=](std::int64_t j) { return scores[j]; });
    // Below the lowest there is nothing, not even where a score were NaN.
    while (level > lowest && lanes.count(tile.columns, [=](std::int64_t j) { return scores[j] >= level; }) < wanted)
      level = lanes.max(tile.columns, lowest, [=](std::int64_t j) { return scores[j] < level ? scores[j] : lowest; });
    return level;
  }

  template <class Lanes, class Test>
  KOKKOS_INLINE_FUNCTION void decide(const Lanes& lanes, std::int64_t i, const Test& is_candidate) const {
    constexpr double lowest = -std::numeric_limits<double>::infinity();
    const float* row = tile.row_values + i * tile.width;
    double* values = exact + i * tile.columns;
    const float* points = tile.column_values;
    const std::int64_t width = tile.width, count = tile.columns;
    lanes.each(count, [=](std::int64_t j) {
      values[j] = is_candidate(j) ? exact_dot_inline(row, points + j * width, width) : lowest;
    });
    for (std::int64_t place = i * wanted; place < (i + 1) * wanted; ++place) {
      const double best = lanes.max(count, lowest, [=](std::int64_t j) { return values[j]; });
      const std::int64_t at = lanes.min(count, count, [=](std::int64_t j) { return values[j] == best ? j : count; });
      std::int32_t* const to = nearest + place;
      double* const similarity = similarities == nullptr ? nullptr : similarities + place;
      lanes.once([=] {
        *to = static_cast<std::int32_t>(at);
        if (similarity != nullptr) *similarity = best;
      });
      lanes.each(count, [=](std::int64_t j) {
        if (j == at) values[j] = lowest;
      });
    }
  }
};

}  // namespace

void nearest_by_score(const Place& place, const ScoredTile& tile, std::int64_t wanted, double* exact,
                      std::int32_t* nearest, double* similarities) {
  require(wanted >= 1 && wanted <= tile.scores.columns, "more points are wanted than there are");
  for_rows_by_warp(place, "nearest_by_score", tile.scores.rows,
                   NearestByScore{tile.scores, tile.slack, wanted, exact, nearest, similarities});
}

}  // namespace thema::kernels
