// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "thema/explain/explained_text.hpp"
#include "thema/model/bert_gradient.hpp"

namespace thema::explanation {

/// Integrated gradients (Sundararajan, Taly and Yan, "Axiomatic attribution for deep networks", ICML 2017) of a score
/// by the word embeddings, along the straight line from a baseline: the text with another embedding in place of every
/// word's tokens; special tokens and the model's prefix stay, and so get nothing.
struct IntegratedGradients {
  std::vector<double> tokens;  ///< [T]
  double score = 0;            ///< F(text)
  double baseline_score = 0;   ///< F(baseline)
  /// Sum of the attributions less F(text) - F(baseline): 0 for the exact integral, and falling with the steps.
  double completeness_error() const;
};

struct IntegrationPath {
  std::optional<std::int32_t> baseline_id;  ///< id whose embedding is the baseline; none: zeros
  std::int64_t steps = 32;                  ///< of the midpoint rule
  std::int64_t token_budget = 512;  ///< tokens that go through the encoder together, with all that autograd keeps
};

/// Of no meaning once a stop was requested, so leave_if_stopped() comes before its use.
IntegratedGradients integrate_gradients(const BertGradient& bert, const ExplainedText& text,
                                        const EmbeddingScore& score, const IntegrationPath& path);

}  // namespace thema::explanation
