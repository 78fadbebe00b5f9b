// SPDX-License-Identifier: Apache-2.0
#include "thema/label/marginal_relevance.hpp"

#include <algorithm>
#include <limits>

namespace thema {

std::vector<std::size_t> choose_diverse(const Choice& choice, std::int64_t count, double diversity) {
  const std::size_t n = choice.relevance.size();
  std::vector<double> nearest(n, -std::numeric_limits<double>::infinity());  // largest similarity to a chosen one
  std::vector<bool> is_gone(n, false);
  std::vector<std::size_t> chosen;
  const auto score = [&](std::size_t i) {
    return chosen.empty() ? choice.relevance[i] : (1 - diversity) * choice.relevance[i] - diversity * nearest[i];
  };
  while (static_cast<std::int64_t>(chosen.size()) < count) {
    std::size_t best = n;
    for (std::size_t i = 0; i < n; ++i)
      if (!is_gone[i] && (best == n || score(i) > score(best))) best = i;
    if (best == n) break;
    is_gone[best] = true;
    if (!choice.may_take(best)) continue;
    chosen.push_back(best);
    for (std::size_t i = 0; i < n; ++i)
      if (!is_gone[i]) nearest[i] = std::max(nearest[i], choice.similarity(i, best));
  }
  return chosen;
}

}  // namespace thema
