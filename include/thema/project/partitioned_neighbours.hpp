// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/core/context.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/neighbours.hpp"
#include "thema/project/quality_queries.hpp"

namespace thema::maps {

/// Parts of the papers for an approximate search: those with the same nearest one of `parts` landmarks (a keyed
/// sample) are a part.
struct Partitioning {
  std::int64_t parts = 0;
  std::int64_t probes = 0;  ///< parts in which each paper's neighbours are searched, those of its nearest landmarks
  std::int64_t seed = 0;
};

/// As nearest_neighbours(), but only of the papers in some parts (an inverted file: Sivic and Zisserman 2003); exact
/// among these, and for any number of ranks. A paper with fewer than the wanted papers in its parts gets its exact
/// nearest of all. Work (M^2 probes / parts + M parts) d / ranks where parts are equal. Collective.
Neighbours partitioned_neighbours(Context& context, const LaidOut& papers, std::int64_t wanted,
                                  const Partitioning& partitioning);

/// Share of the queries' exact nearest, as many as both know, that are among their neighbours. Collective.
double search_recall(const Communicator& comm, const LaidOut& papers, const Neighbours& neighbours,
                     const QualityQueries& queries);

}  // namespace thema::maps
