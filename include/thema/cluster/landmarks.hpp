// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"

namespace thema::clusters {

/// Told of a slice of the rows and of its first own row.
using VisitSlice = std::function<void(const Rows&, std::int64_t)>;
/// Calls visit for slices of the own rows in order, for all at once where they are on a device; with progress, called
/// `what`. Throws Stopped. Collective.
void in_slices(const Context& context, const std::string& what, const Rows& rows, const VisitSlice& visit);

/// [count, d]: a keyed sample of so many rows, each moved to the mean direction of the rows that have it among the
/// three of the sample that are nearest to them: overlapping cells of some papers each, so that landmarks may be many,
/// and close to every paper, without being a single paper each; one that no row has among its three stays where it is.
/// The same bits for any shares. count is at most rows.total. Throws Stopped. Collective.
std::vector<float> choose_landmarks(const Context& context, const Rows& rows, std::int64_t count, std::uint64_t seed);

/// Told of own row i its shift [d], see TopicSpace.
using VisitShift = std::function<void(std::int64_t, std::span<const float>)>;
/// Calls visit(i, the negative mean direction of the `near` nearest landmarks, of all when there are fewer) for each
/// own row in order; zero where they cancel out, and for a row of zeros, which is near to none. Row i is not looked at
/// after its visit, which may change it.
void for_each_shift(const Rows& rows, std::span<const float> landmarks, std::int64_t near, const VisitShift& visit);

}  // namespace thema::clusters
