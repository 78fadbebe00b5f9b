// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema {

/// 128 bits that stand for a paper's id: two of 3 million ids share them with a probability below 1e-25.
struct IdHash {
  std::uint64_t high = 0, low = 0;
  bool operator==(const IdHash&) const = default;
};

IdHash hash_id(std::string_view id);

/// For each of this rank's ids in input order: true when an equal id comes earlier, on this rank or one before it.
/// Ids are compared by the rank that owns their hash, in rounds over parts of the hash space: besides the result at
/// most about `per_round` ids are held per rank. Collective.
std::vector<bool> find_duplicates(const Communicator& comm, std::span<const IdHash> ids,
                                  std::int64_t per_round = std::int64_t{1} << 18);

}  // namespace thema
