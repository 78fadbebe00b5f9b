// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/batches.hpp"

#include <algorithm>
#include <numeric>

namespace thema {

std::vector<Batch> plan_batches(std::span<const std::int32_t> lengths, std::int64_t token_budget) {
  std::vector<std::int64_t> order(lengths.size());
  std::iota(order.begin(), order.end(), 0);
  const auto length = [&](std::int64_t text) { return lengths[static_cast<std::size_t>(text)]; };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return length(a) > length(b); });

  std::vector<Batch> batches;
  std::int64_t tokens = 0;
  for (const std::int64_t text : order) {
    if (batches.empty() || tokens + length(text) > token_budget) {
      batches.emplace_back();
      tokens = 0;
    }
    batches.back().push_back(text);
    tokens += length(text);
  }
  return batches;
}

}  // namespace thema
