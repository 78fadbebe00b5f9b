// SPDX-License-Identifier: Apache-2.0
#include "thema/project/placement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "thema/core/interrupt.hpp"
#include "thema/nearest/nearest_rows.hpp"
#include "thema/project/map_distance.hpp"
#include "thema/project/slices.hpp"

namespace thema::maps {

namespace {

// Of equally central ones the first.
std::size_t medoid_of(std::span<const std::int64_t> positions, std::span<const float> coordinates) {
  std::size_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < positions.size(); ++i) {
    double sum = 0;
    for (const std::int64_t other : positions) sum += std::sqrt(squared_distance(coordinates, positions[i], other));
    if (sum >= least) continue;
    least = sum;
    best = i;
  }
  return best;
}

}  // namespace

Neighbours nearest_among(Context& context, std::span<const float> rows, const LaidOut& papers, std::int64_t wanted) {
  Neighbours found;
  found.count = std::min(wanted, papers.total());
  NearestRows nearest(rows, papers.width, found.count);
  std::vector<std::int64_t> own(static_cast<std::size_t>(papers.own.size()));
  std::iota(own.begin(), own.end(), papers.own.first);
  Progress progress(context.log, "map: nearest papers on it", "papers", papers.total());
  for_each_slice(context.comm, papers, own, [&](const std::vector<float>& slice, const auto& positions) {
    leave_if_stopped(context.comm);
    nearest.add(slice, positions);
    progress.advance(std::ssize(positions));
  });
  for (std::int64_t row = 0; row < nearest.questions(); ++row)
    for (const NearRow& near : nearest.of(row)) {
      found.positions.push_back(near.row);
      found.similarity.push_back(near.similarity);
    }
  return found;
}

std::vector<float> place_among(const Neighbours& neighbours, std::span<const float> coordinates) {
  std::vector<float> places;
  for (std::int64_t row = 0; row < neighbours.rows(); ++row) {
    const std::span<const std::int64_t> near(neighbours.of(row), static_cast<std::size_t>(neighbours.count));
    const std::int64_t medoid = near[medoid_of(near, coordinates)];
    for (const std::int64_t column : {0, 1})
      places.push_back(coordinates[static_cast<std::size_t>(2 * medoid + column)]);
  }
  return places;
}

}  // namespace thema::maps
