// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/integrated_gradients.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"

namespace thema::explanation {

namespace {

at::Tensor baseline_of(const BertGradient& bert, const ExplainedText& text, const at::Tensor& words,
                       const std::optional<std::int32_t>& id) {
  at::Tensor baseline = words.clone();
  at::Tensor content = baseline.narrow(0, text.content.first, text.content.size());
  if (id)
    content.copy_(bert.word_embeddings(std::array{*id}).expand_as(content));
  else
    content.zero_();
  return baseline;
}

}  // namespace

double IntegratedGradients::completeness_error() const {
  return std::accumulate(tokens.begin(), tokens.end(), 0.0) - (score - baseline_score);
}

IntegratedGradients integrate_gradients(const BertGradient& bert, const ExplainedText& text,
                                        const EmbeddingScore& score, const IntegrationPath& path) {
  require(path.steps >= 1, "the path needs a step");
  const at::Tensor words = bert.word_embeddings(text.ids), baseline = baseline_of(bert, text, words, path.baseline_id);
  const at::Tensor way = words - baseline;
  at::Tensor sum = at::zeros(words.sizes(), words.options().dtype(at::kDouble));
  const std::int64_t together = std::max<std::int64_t>(1, path.token_budget / text.tokens());
  for (std::int64_t first = 0; first < path.steps && !stop_requested(); first += together) {
    const std::int64_t last = std::min(path.steps, first + together);
    const at::Tensor middles = (at::arange(first, last, words.options()) + 0.5) / static_cast<double>(path.steps);
    const at::Tensor points = baseline.unsqueeze(0) + middles.view({-1, 1, 1}) * way.unsqueeze(0);
    sum += bert.score_and_gradient(points, score).gradient.to(at::kDouble).sum(0);
  }
  const at::Tensor attributions =
      ((way.to(at::kDouble) * sum).sum(-1) / static_cast<double>(path.steps)).to(at::kCPU).contiguous();
  const at::Tensor ends = bert.score_and_gradient(at::stack({words, baseline}), score).scores.to(at::kCPU);
  const double* values = attributions.const_data_ptr<double>();
  return {std::vector<double>(values, values + attributions.numel()), ends[0].item<double>(), ends[1].item<double>()};
}

}  // namespace thema::explanation
