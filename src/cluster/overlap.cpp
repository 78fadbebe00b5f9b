// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/overlap.hpp"

#include <algorithm>

namespace thema::clusters {

std::vector<Overlap> overlaps(const Communicator& comm, std::span<const std::int32_t> first,
                              std::span<const std::int32_t> second, std::int64_t k) {
  std::vector<std::vector<std::int64_t>> outgoing(static_cast<std::size_t>(comm.size()));
  for (std::size_t i = 0; i < first.size(); ++i)
    outgoing[static_cast<std::size_t>(first[i] % comm.size())].push_back(first[i] * k + second[i]);
  std::vector<std::int64_t> pairs;
  for (const auto& part : comm.all_to_all(outgoing)) pairs.insert(pairs.end(), part.begin(), part.end());
  std::sort(pairs.begin(), pairs.end());
  std::vector<Overlap> found;
  for (auto at = pairs.begin(); at != pairs.end();) {
    const auto end = std::upper_bound(at, pairs.end(), *at);
    found.push_back({static_cast<std::int32_t>(*at / k), static_cast<std::int32_t>(*at % k), end - at});
    at = end;
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
