// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/project/quality_queries.hpp"

namespace thema::maps {

/// The places that papers take among all others as seen from a query, 1 for the one of highest cosine, of equal ones
/// the lower position first; exact. `others` [Q, k], positions, none its query, the same on all ranks. Result [Q, k],
/// each query's ascending. Collective.
std::vector<std::int64_t> cosine_ranks(const Context& context, const LaidOut& papers, const QualityQueries& queries,
                                       const std::vector<std::int64_t>& others, std::int64_t k);

}  // namespace thema::maps
