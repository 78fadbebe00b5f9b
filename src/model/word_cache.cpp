// SPDX-License-Identifier: Apache-2.0
#include "thema/model/word_cache.hpp"

#include <algorithm>

namespace thema {

WordCache::WordCache(std::size_t words)
    : pairs_(std::bit_ceil(std::max<std::size_t>(words, 4)) / 2), shift_(64 - std::countr_zero(pairs_.size())) {}

void WordCache::clear() { std::fill(pairs_.begin(), pairs_.end(), Pair{}); }

void WordCache::insert(const Key& key, std::span<const std::int32_t> ids) {
  if (ids.size() > most_ids) return;
  Pair& pair = pair_of(key);
  pair.older = pair.newer;
  pair.newer.key_ = {key.low, key.high | std::uint64_t{ids.size()} << count_shift};
  std::copy(ids.begin(), ids.end(), pair.newer.ids_.begin());
}

}  // namespace thema
