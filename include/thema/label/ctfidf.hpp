// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "thema/terms/count_terms.hpp"

namespace thema {

/// Class-based TF-IDF (Grootendorst, "BERTopic", arXiv:2203.05794, section 3.3): for term t in topic c
///   W(t, c) = tf(t, c) / sum_t tf(t, c) * log(1 + A / f(t)),
/// f(t) occurrences of t in all topics, A mean number of term occurrences per topic. Both sums run over the kept
/// terms, words and pairs alike, after the limits of count_terms(); A is not rounded. One weight per count of
/// `counts`, computed in double.
std::vector<float> ctfidf_weights(const TermCounts& counts);

}  // namespace thema
