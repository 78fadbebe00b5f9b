// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema::explanation {

/// This rank's share of a keyed sample: of all ranks' rows the `wanted` with the smallest random keys, in ascending
/// order, dealt out in contiguous parts of equal size. `own_rows` are ascending and the ranks' follow one another.
/// wanted = 0, or no fewer rows than that: all, in such parts. Every rank holds the sample's rows for a moment.
/// Collective.
std::vector<std::int64_t> sampled_share(const Communicator& comm, std::span<const std::int64_t> own_rows,
                                        std::int64_t wanted, std::int64_t seed);

}  // namespace thema::explanation
