// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "thema/cluster/rows.hpp"
#include "thema/core/communicator.hpp"

namespace thema::clusters {

/// [count, d]: a keyed sample of so many rows, each moved to the mean direction of the rows nearest to it; the same
/// bits for any shares. count is at most rows.total. Collective.
std::vector<float> choose_landmarks(const Communicator& comm, const Rows& rows, std::int64_t count, std::uint64_t seed);

/// Told of own row i its shift [d], see TopicSpace.
using VisitShift = std::function<void(std::int64_t, std::span<const float>)>;
/// Calls visit(i, the negative mean direction of the `near` nearest landmarks, of all when there are fewer) for each
/// own row in order; zero where they cancel out, and for a row of zeros, which is near to none. Row i is not looked at
/// after its visit, which may change it.
void for_each_shift(const Rows& rows, std::span<const float> landmarks, std::int64_t near, const VisitShift& visit);

}  // namespace thema::clusters
