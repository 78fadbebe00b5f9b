// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/faithfulness.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "thema/core/error.hpp"

namespace thema::explanation {

namespace {

// Words with tokens, the most important first.
std::vector<std::size_t> ordered(const ExplainedText& text, std::span<const double> importance) {
  std::vector<std::size_t> order;
  for (std::size_t w = 0; w < text.words.size(); ++w)
    if (!text.words[w].tokens.empty()) order.push_back(w);
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return importance[a] > importance[b]; });
  return order;
}

std::vector<Fate> fates_of(std::size_t words, std::span<const std::size_t> chosen, Fate of_chosen, Fate of_others) {
  std::vector<Fate> fates(words, of_others);
  for (const std::size_t word : chosen) fates[word] = of_chosen;
  return fates;
}

}  // namespace

Faithfulness measure_faithfulness(const MarginModel& model, const ExplainedText& text, double margin,
                                  std::span<const double> importance, Removal removal, std::int32_t mask_id) {
  require(importance.size() == text.words.size(), "one importance per word is needed");
  const std::vector<std::size_t> order = ordered(text, importance);
  std::vector<std::vector<std::int32_t>> variants;
  for (const double share : kShares) {
    const auto count = static_cast<std::size_t>(std::ceil(share * static_cast<double>(order.size())));
    const std::span<const std::size_t> first = std::span(order).first(count);
    for (const auto& [chosen, others] : {std::pair{Fate::removed, Fate::kept}, {Fate::kept, Fate::removed}})
      variants.push_back(ids_without(text, fates_of(text.words.size(), first, chosen, others), removal, mask_id));
  }
  const std::vector<double> margins = model.margins(variants);
  Faithfulness result;
  for (std::size_t s = 0; s < kShares.size(); ++s) {
    result.comprehensiveness[s] = margin - margins[2 * s];
    result.sufficiency[s] = margin - margins[2 * s + 1];
  }
  return result;
}

}  // namespace thema::explanation
