// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/soft_topics.hpp"

#include <algorithm>
#include <cmath>

#include "thema/cluster/assign.hpp"
#include "thema/core/fixed_point.hpp"

namespace thema::clusters {

namespace {

// Where all rows lie as near to their second topic as to their first, any small number makes them share equally.
constexpr double kLeastTemperature = 1e-6;

double mean_margin(const Communicator& comm, const Rows& rows, const SoftTopics& soft) {
  const FixedPoint fixed(2 * rows.total);  // a margin is 2 at most
  std::int64_t sum = 0;
  for (std::size_t at = 0; at < soft.similarity.size(); at += static_cast<std::size_t>(soft.topics))
    sum += fixed.encode(static_cast<double>(soft.similarity[at]) - static_cast<double>(soft.similarity[at + 1]));
  return fixed.decode(comm.sum(sum)) / static_cast<double>(rows.total);
}

}  // namespace

void softmax(std::span<const float> similarities, double temperature, std::span<float> shares) {
  double sum = 0;
  const auto weight = [&](float similarity) {
    return std::exp((static_cast<double>(similarity) - static_cast<double>(similarities.front())) / temperature);
  };
  for (const float similarity : similarities) sum += weight(similarity);
  for (std::size_t t = 0; t < similarities.size(); ++t) shares[t] = static_cast<float>(weight(similarities[t]) / sum);
}

SoftTopics soft_topics(const Communicator& comm, const Log& log, const Rows& rows, std::span<const float> centroids,
                       std::int64_t topics, double temperature) {
  SoftTopics soft;
  soft.topics = std::min(topics, std::ssize(centroids) / rows.width);
  const auto m = static_cast<std::size_t>(soft.topics);
  soft.nearest.reserve(m * static_cast<std::size_t>(rows.count()));
  soft.similarity.reserve(soft.nearest.capacity());
  Progress progress(log, "similarities", "papers", rows.count());
  for_each_nearest_few(rows, centroids, soft.topics, [&](std::int64_t, std::span<const NearPoint> nearest) {
    for (const NearPoint& topic : nearest) {
      soft.nearest.push_back(topic.point);
      soft.similarity.push_back(static_cast<float>(topic.similarity));
    }
    progress.advance(1);
  });
  soft.temperature = temperature;
  if (temperature == 0 && soft.topics > 1)
    soft.temperature = std::max(kLeastTemperature, mean_margin(comm, rows, soft));
  soft.share.resize(soft.similarity.size());
  if (soft.topics == 1) std::fill(soft.share.begin(), soft.share.end(), 1.0F);
  for (std::size_t at = 0; soft.topics > 1 && at < soft.share.size(); at += m)
    softmax(std::span(soft.similarity).subspan(at, m), soft.temperature, std::span(soft.share).subspan(at, m));
  return soft;
}

}  // namespace thema::clusters
