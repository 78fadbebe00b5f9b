// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/topic_contrast.hpp"

#include <cstddef>

#include "thema/cluster/topic_space.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/data/embeddings.hpp"

namespace thema::explanation {

namespace {

std::vector<float> centroid_of(const Clustering& topics, std::int32_t topic) {
  const auto width = static_cast<std::size_t>(topics.width);
  if (topic < 0) return std::vector<float>(width, 0.0F);
  const auto first = topics.centroids.begin() + static_cast<std::ptrdiff_t>(topic) * topics.width;
  return {first, first + topics.width};
}

}  // namespace

TopicContrast::TopicContrast(const Clustering& topics, std::int32_t own_topic, std::int32_t second_topic,
                             std::span<const float> embedding)
    : own(own_topic),
      second(second_topic),
      own_centroid(centroid_of(topics, own_topic)),
      second_centroid(centroid_of(topics, second_topic)),
      shift(clusters::shift_of(topics.space, embedding)) {}

Pair TopicContrast::cosines(std::span<const float> embedding) const {
  std::vector<float> x(embedding.begin(), embedding.end());
  clusters::shift_by(shift, x);
  const auto width = static_cast<std::int64_t>(x.size());
  return {exact_dot(x.data(), own_centroid.data(), width), exact_dot(x.data(), second_centroid.data(), width)};
}

EmbeddingScore TopicContrast::score() const {
  EmbeddingScore score{own_centroid, shift};
  for (std::size_t i = 0; i < score.direction.size(); ++i) score.direction[i] -= second_centroid[i];
  return score;
}

}  // namespace thema::explanation
