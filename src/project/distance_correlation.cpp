// SPDX-License-Identifier: Apache-2.0
#include "thema/project/distance_correlation.hpp"

#include <algorithm>
#include <vector>

#include "thema/core/matrix_product.hpp"
#include "thema/project/correlation.hpp"
#include "thema/project/map_distance.hpp"

namespace thema::maps {

namespace {

constexpr std::int64_t kMostQueries = 1000;  // half a million pairs, whose correlation is known to 0.003

/// Of pairs of queries, in a fixed order.
struct PairDistances {
  std::vector<double> cosine, on_map;
};

// From each of this rank's share of the first queries to all after it.
PairDistances own_distances(const Communicator& comm, const QualityQueries& queries, std::int64_t width,
                            std::span<const float> coordinates) {
  const std::int64_t taken = std::min(kMostQueries, queries.count());
  const auto query = [&](std::int64_t i) { return i * queries.count() / taken; };
  const auto position = [&](std::int64_t q) { return queries.positions[static_cast<std::size_t>(q)]; };
  PairDistances pairs;
  const Range mine = even_part(taken, comm.size(), comm.rank());
  for (std::int64_t i = mine.first; i < mine.last; ++i)
    for (std::int64_t j = i + 1; j < taken; ++j) {
      const std::int64_t a = query(i), b = query(j);
      pairs.cosine.push_back(1 -
                             exact_dot(queries.values.data() + a * width, queries.values.data() + b * width, width));
      pairs.on_map.push_back(squared_distance(coordinates, position(a), position(b)));  // has the distance's ranks
    }
  return pairs;
}

}  // namespace

double distance_correlation(const Communicator& comm, const QualityQueries& queries, std::int64_t width,
                            std::span<const float> coordinates) {
  const PairDistances mine = own_distances(comm, queries, width, coordinates);
  return rank_correlation(comm.all_gather(mine.cosine), comm.all_gather(mine.on_map));
}

}  // namespace thema::maps
