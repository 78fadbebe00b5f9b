// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/duplicates.hpp"

#include <algorithm>
#include <string>
#include <tuple>

#include "thema/core/checksum.hpp"

namespace thema {

namespace {

// An id at the rank that owns it; `arrival` ascends in input order.
struct Arrived {
  IdHash id;
  std::size_t arrival;
};

std::vector<std::vector<std::uint8_t>> judge(const std::vector<std::vector<IdHash>>& incoming) {
  std::vector<Arrived> all;
  for (const auto& from_rank : incoming)
    for (const IdHash& id : from_rank) all.push_back({id, all.size()});
  std::sort(all.begin(), all.end(), [](const Arrived& a, const Arrived& b) {
    return std::tie(a.id.high, a.id.low, a.arrival) < std::tie(b.id.high, b.id.low, b.arrival);
  });
  std::vector<std::uint8_t> repeated(all.size(), 0);
  for (std::size_t i = 1; i < all.size(); ++i) repeated[all[i].arrival] = all[i].id == all[i - 1].id;
  std::vector<std::vector<std::uint8_t>> verdicts;
  auto from = repeated.begin();
  for (const auto& from_rank : incoming) {
    verdicts.emplace_back(from, from + static_cast<std::ptrdiff_t>(from_rank.size()));
    from += static_cast<std::ptrdiff_t>(from_rank.size());
  }
  return verdicts;
}

}  // namespace

IdHash hash_id(std::string_view id) {
  std::string keyed = "a";
  keyed += id;
  const std::uint64_t high = checksum(keyed);
  keyed[0] = 'b';
  return {high, checksum(keyed)};
}

std::vector<bool> find_duplicates(const Communicator& comm, std::span<const IdHash> ids, std::int64_t per_round) {
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  const auto share = static_cast<std::uint64_t>(comm.max(static_cast<std::int64_t>(ids.size())));
  const std::uint64_t rounds = share / static_cast<std::uint64_t>(per_round) + 1;
  std::vector<bool> repeated(ids.size(), false);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    std::vector<std::vector<IdHash>> outgoing(ranks);
    std::vector<std::vector<std::size_t>> origin(ranks);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i].low % rounds != round) continue;
      outgoing[ids[i].high % ranks].push_back(ids[i]);
      origin[ids[i].high % ranks].push_back(i);
    }
    const auto verdicts = comm.all_to_all(judge(comm.all_to_all(outgoing)));
    for (std::size_t r = 0; r < ranks; ++r)
      for (std::size_t i = 0; i < origin[r].size(); ++i) repeated[origin[r][i]] = verdicts[r][i] != 0;
  }
  return repeated;
}

}  // namespace thema
