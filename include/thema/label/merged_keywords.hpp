// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/label/ctfidf.hpp"
#include "thema/label/keywords.hpp"

namespace thema {

/// Keywords of every inner node of a merge table [k-1, 2] over the groups of `leaves`: c-TF-IDF of the summed counts of
/// its leaves, with the rarity that terms have among the leaves and the options the leaves were weighted by, so that
/// weights of nodes and leaves compare.
std::vector<std::vector<Keyword>> merged_keywords(const TermCounts& leaves, std::span<const std::int64_t> merges,
                                                  std::int64_t keywords_per_node, const CtfidfOptions& weighting);

}  // namespace thema
