// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/data/clustering.hpp"
#include "thema/model/bert_gradient.hpp"

namespace thema::explanation {

/// Cosines, or what something adds to them, with the paper's own centroid and that of the runner-up.
struct Pair {
  double own = 0, second = 0;
  /// The margin by which the own topic is nearer, or what something adds to it.
  double contrast() const { return own - second; }
};
inline Pair operator+(const Pair& a, const Pair& b) { return {a.own + b.own, a.second + b.second}; }

/// What decides between the topic of a paper and its runner-up.
struct TopicContrast {
  std::int32_t own = 0;
  std::int32_t second = -1;            ///< -1: the run has one topic; then the margin is the cosine itself
  std::vector<float> own_centroid;     ///< [d], unit
  std::vector<float> second_centroid;  ///< [d], unit; zeros when there is no second
  std::vector<float> shift;            ///< [d] that clustering subtracted from the paper, or empty

  /// `embedding` is the paper's, which finds its shift (topic_space.hpp). Other texts, such as the paper without some
  /// words, are seen with the same: what moves is the text, not the landmarks.
  TopicContrast(const Clustering& topics, std::int32_t own, std::int32_t second, std::span<const float> embedding);
  /// Cosines of a unit embedding with the two centroids, as clustering computes them: of (e - shift) / |e - shift|
  /// where there is a shift. In double.
  Pair cosines(std::span<const float> embedding) const;
  /// The margin as a score whose gradient can be taken.
  EmbeddingScore score() const;
};

}  // namespace thema::explanation
