// SPDX-License-Identifier: Apache-2.0
#include "thema/project/placement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "thema/core/interrupt.hpp"
#include "thema/nearest/nearest_rows.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kSlice = 4096;  // papers whose embeddings go to all ranks together

// Embeddings [slice, d] on all ranks.
std::vector<float> rows_of(const Communicator& comm, const LaidOut& papers, Range slice) {
  const std::int64_t first = std::clamp(slice.first, papers.own.first, papers.own.last);
  const std::int64_t last = std::clamp(slice.last, papers.own.first, papers.own.last);
  return comm.all_gather(first == last ? std::vector<float>{}
                                       : std::vector<float>(papers.row(first), papers.row(last - 1) + papers.width));
}

double distance(std::span<const float> coordinates, std::int64_t one, std::int64_t other) {
  const auto along = [&](std::int64_t column) {
    return static_cast<double>(coordinates[static_cast<std::size_t>(2 * one + column)]) -
           static_cast<double>(coordinates[static_cast<std::size_t>(2 * other + column)]);
  };
  return std::sqrt(along(0) * along(0) + along(1) * along(1));
}

// Of equally central ones the first.
std::size_t medoid_of(std::span<const std::int64_t> positions, std::span<const float> coordinates) {
  std::size_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < positions.size(); ++i) {
    double sum = 0;
    for (const std::int64_t other : positions) sum += distance(coordinates, positions[i], other);
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
  Progress progress(context.log, "map: nearest papers on it", "papers", papers.total());
  for (std::int64_t first = 0; first < papers.total(); first += kSlice) {
    leave_if_stopped(context.comm);
    const Range slice{first, std::min(first + kSlice, papers.total())};
    std::vector<std::int64_t> positions(static_cast<std::size_t>(slice.size()));
    std::iota(positions.begin(), positions.end(), slice.first);
    nearest.add(rows_of(context.comm, papers, slice), positions);
    progress.advance(slice.size());
  }
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
