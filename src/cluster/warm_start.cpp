// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/warm_start.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

#include "thema/cluster/assign.hpp"
#include "thema/cluster/cosine_distance.hpp"
#include "thema/cluster/points.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {

namespace {

/// Of each topic, the same on all ranks.
struct Spread {
  std::vector<std::int64_t> scatter;   // sum of half the distances, FixedPoint
  std::vector<std::int64_t> farthest;  // global row, or the largest number where none is away from the centroid
};

Spread spread_of(const Communicator& comm, const Rows& rows, std::span<const float> centroids,
                 std::span<const std::int32_t> labels) {
  constexpr std::int64_t no_row = std::numeric_limits<std::int64_t>::max();
  const std::size_t k = centroids.size() / static_cast<std::size_t>(rows.width);
  const FixedPoint fixed(rows.total);
  Spread spread{std::vector<std::int64_t>(k), std::vector<std::int64_t>(k, no_row)};
  std::vector<std::int64_t> distances, largest(k);
  for (std::int64_t i = 0; i < rows.count(); ++i) {
    const auto topic = static_cast<std::size_t>(labels[static_cast<std::size_t>(i)]);
    const float* const centroid = centroids.data() + static_cast<std::int64_t>(topic) * rows.width;
    distances.push_back(fixed.encode(cosine_distance(exact_dot(rows.row(i), centroid, rows.width)) / 2));
    spread.scatter[topic] += distances.back();
    largest[topic] = std::max(largest[topic], distances.back());
  }
  comm.sum(spread.scatter);
  comm.max(std::span(largest));
  for (std::int64_t i = 0; i < rows.count(); ++i) {
    const auto topic = static_cast<std::size_t>(labels[static_cast<std::size_t>(i)]);
    const std::int64_t distance = distances[static_cast<std::size_t>(i)];
    if (distance > 0 && distance == largest[topic])
      spread.farthest[topic] = std::min(spread.farthest[topic], rows.first + i);
  }
  comm.min(spread.farthest);
  return spread;
}

// Farthest rows of the topics with the largest scatter, `most` of them at most, ascending.
std::vector<std::int64_t> rows_to_add(const Spread& spread, std::int64_t most) {
  std::vector<std::size_t> topics(spread.scatter.size());
  std::iota(topics.begin(), topics.end(), std::size_t{0});
  std::erase_if(topics, [&](std::size_t t) { return spread.scatter[t] == 0; });
  std::stable_sort(topics.begin(), topics.end(),
                   [&](std::size_t a, std::size_t b) { return spread.scatter[a] > spread.scatter[b]; });
  topics.resize(std::min(topics.size(), static_cast<std::size_t>(most)));
  std::vector<std::int64_t> chosen;
  for (const std::size_t t : topics) chosen.push_back(spread.farthest[t]);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace

std::vector<float> split_topics(const Communicator& comm, const Rows& rows, const Solution& fewer, std::int64_t k) {
  std::vector<float> centroids = fewer.centroids;
  std::vector<std::int32_t> labels = fewer.labels;
  std::int64_t missing = k - std::ssize(centroids) / rows.width;
  while (missing > 0) {
    const std::vector<std::int64_t> chosen = rows_to_add(spread_of(comm, rows, centroids, labels), missing);
    if (chosen.empty()) return {};
    std::vector<std::int64_t> local;
    for (const std::int64_t row : chosen)
      if (row >= rows.range().first && row < rows.range().last) local.push_back(row - rows.first);
    const Points added = collect(comm, rows, local);
    centroids.insert(centroids.end(), added.values.begin(), added.values.end());
    missing -= added.count();
    if (missing > 0) assign(rows, centroids, labels);
  }
  return centroids;
}

}  // namespace thema::clusters
