// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/overlap.hpp"

#include <algorithm>
#include <utility>

namespace thema::clusters {

std::vector<Overlap> overlaps(const Communicator& comm, std::span<const std::int32_t> first,
                              std::span<const std::int32_t> second, std::int64_t k) {
  std::vector<std::int64_t> pairs;
  for (std::size_t i = 0; i < first.size(); ++i) pairs.push_back(first[i] * k + second[i]);
  std::sort(pairs.begin(), pairs.end());
  std::vector<std::vector<Overlap>> outgoing(static_cast<std::size_t>(comm.size()));
  for (auto at = pairs.begin(); at != pairs.end();) {
    const auto end = std::upper_bound(at, pairs.end(), *at);
    outgoing[static_cast<std::size_t>(*at / k % comm.size())].push_back(
        {static_cast<std::int32_t>(*at / k), static_cast<std::int32_t>(*at % k), end - at});
    at = end;
  }
  std::vector<Overlap> parts;
  for (const auto& part : comm.all_to_all(outgoing)) parts.insert(parts.end(), part.begin(), part.end());
  const auto pair_of = [](const Overlap& overlap) { return std::pair(overlap.first, overlap.second); };
  std::ranges::sort(parts, {}, pair_of);
  std::vector<Overlap> found;
  for (const Overlap& part : parts) {
    if (found.empty() || pair_of(found.back()) != pair_of(part))
      found.push_back(part);
    else
      found.back().rows += part.rows;
  }
  return found;
}

std::vector<std::int64_t> sizes_of(const Communicator& comm, std::span<const std::int32_t> labels, std::int64_t k) {
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(k));
  for (const std::int32_t topic : labels) ++sizes[static_cast<std::size_t>(topic)];
  comm.sum(sizes);
  return sizes;
}

}  // namespace thema::clusters
