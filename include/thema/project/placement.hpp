// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/neighbours.hpp"

namespace thema::maps {

/// The min(wanted, M) of the laid-out papers of highest cosine with each of this rank's rows [n, d]; a row that is one
/// of them may find itself. Exact, of equal ones the lower position first. Slices of the papers go to all ranks in
/// turn, so a rank holds few of them at a time. Throws Stopped between slices. Collective.
Neighbours nearest_among(Context& context, std::span<const float> rows, const LaidOut& papers, std::int64_t wanted);

/// Neighbours that place_among() is to be given: more lie in other parts of a map by t-SNE.
inline constexpr std::int64_t kPlacedAmong = 5;

/// Places [n, 2] for papers among those of a map coordinates[M, 2] that are their neighbours: that of the medoid of
/// these on the map, whose distances to the others have the smallest sum. A mean would lie between the groups where
/// the neighbours stand in several.
std::vector<float> place_among(const Neighbours& neighbours, std::span<const float> coordinates);

}  // namespace thema::maps
