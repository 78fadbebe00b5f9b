// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "thema/explain/topic_contrast.hpp"

namespace thema::explanation {

/// The cosines of a mean-pooled text as a sum over its tokens, exactly: with hidden states h_t, m = mean_t h_t and
/// e = m / |m|, the cosine with a centroid c is
///   e · c = sum_t (h_t · c) / (T |m|).
/// Where clustering subtracted a shift u and normalised again (topic_space.hpp), x = (e - u) / |e - u| and
///   x · c = sum_t (h_t · c) / (T |m| |e - u|)  -  (u · c) / |e - u|,
/// the last of which belongs to no token: it is the constant.
/// A token's part says what its hidden state adds, and that state has seen the whole text.
struct Decomposition {
  std::vector<Pair> tokens;  ///< [T]
  Pair constant;             ///< of the shift; 0 where there was none
  Pair sum;                  ///< of all of these: the cosines
};

/// `hidden` [T, d], row-major: the last hidden states of one text. All sums are in double.
Decomposition decompose(std::span<const float> hidden, const TopicContrast& topics);

}  // namespace thema::explanation
