// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/warm_start.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "thema/cluster/assign.hpp"
#include "thema/cluster/cosine_distance.hpp"
#include "thema/cluster/points.hpp"
#include "thema/cluster/topic_sums.hpp"
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

// The topics with the largest scatter, `most` of them at most, without those that have no row away from the centroid.
std::vector<std::size_t> widest_topics(const Spread& spread, std::int64_t most) {
  std::vector<std::size_t> topics(spread.scatter.size());
  std::iota(topics.begin(), topics.end(), std::size_t{0});
  std::erase_if(topics, [&](std::size_t t) { return spread.scatter[t] == 0; });
  std::stable_sort(topics.begin(), topics.end(),
                   [&](std::size_t a, std::size_t b) { return spread.scatter[a] > spread.scatter[b]; });
  topics.resize(std::min(topics.size(), static_cast<std::size_t>(most)));
  return topics;
}

/// Which topics are split, in the order of their farthest rows; a half of each becomes a new topic, in this order.
struct Splits {
  std::vector<std::int32_t> place;  // [topics there were]: where a topic stands in `far`, -1 for one that is not split
  std::vector<double> cosines;      // of the farthest rows to the centroids
  Points far;
};

Splits split_widest(const Communicator& comm, const Rows& rows, std::span<const float> centroids, const Spread& spread,
                    std::int64_t most) {
  Splits splits{std::vector<std::int32_t>(spread.scatter.size(), -1), {}, {}};
  std::vector<std::pair<std::int64_t, std::size_t>> chosen;  // row, topic
  for (const std::size_t t : widest_topics(spread, most)) chosen.emplace_back(spread.farthest[t], t);
  std::sort(chosen.begin(), chosen.end());
  std::vector<std::int64_t> local;
  for (const auto& [row, topic] : chosen)
    if (row >= rows.range().first && row < rows.range().last) local.push_back(row - rows.first);
  splits.far = collect(comm, rows, local);
  for (const auto& [row, topic] : chosen) {
    const auto at = std::ssize(splits.cosines);
    splits.place[topic] = static_cast<std::int32_t>(at);
    splits.cosines.push_back(exact_dot(splits.far.values.data() + at * rows.width,
                                       centroids.data() + static_cast<std::int64_t>(topic) * rows.width, rows.width));
  }
  return splits;
}

// Rows on the farthest row's side of the plane through the centroid c, that is x . (far - (far . c) c) > 0, leave their
// topic for the new one.
void halve(const Rows& rows, std::span<const float> centroids, const Splits& splits, std::span<std::int32_t> labels) {
  for (std::int64_t i = 0; i < rows.count(); ++i) {
    std::int32_t& topic = labels[static_cast<std::size_t>(i)];
    const std::int32_t place = splits.place[static_cast<std::size_t>(topic)];
    if (place < 0) continue;
    const double to_far = exact_dot(rows.row(i), splits.far.values.data() + place * rows.width, rows.width);
    const double to_centroid = exact_dot(rows.row(i), centroids.data() + topic * rows.width, rows.width);
    if (to_far > splits.cosines[static_cast<std::size_t>(place)] * to_centroid)
      topic = static_cast<std::int32_t>(splits.place.size()) + place;
  }
}

}  // namespace

std::vector<float> split_topics(const Communicator& comm, const Rows& rows, const Solution& fewer, std::int64_t k) {
  std::vector<float> centroids = fewer.centroids;
  std::vector<std::int32_t> labels = fewer.labels;
  std::int64_t missing = k - std::ssize(centroids) / rows.width;
  while (missing > 0) {
    const Splits splits = split_widest(comm, rows, centroids, spread_of(comm, rows, centroids, labels), missing);
    if (splits.far.count() == 0) return {};
    halve(rows, centroids, splits, labels);
    centroids.insert(centroids.end(), splits.far.values.begin(), splits.far.values.end());
    missing -= splits.far.count();
    TopicSums sums(k - missing, rows);
    sums.apply(comm, rows, moves_into(labels));
    sums.update_centroids(centroids);
    if (missing > 0) assign(rows, centroids, labels);
  }
  return centroids;
}

}  // namespace thema::clusters
