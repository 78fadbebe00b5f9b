// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/project/laid_out.hpp"

namespace thema::maps {

/// This rank's positions in an order in which similar papers stand near each other: by the most similar of some pivots
/// (every 512th own paper, 1,024 at most), and then by the similarity to it. For searches whose result does not depend
/// on the order but whose time does. One process.
std::vector<std::int64_t> similar_order(const LaidOut& papers);

}  // namespace thema::maps
