// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/core/communicator.hpp"
#include "thema/project/laid_out.hpp"

namespace thema::maps {

/// What a paper says of one of its neighbours.
struct NeighbourEdge {
  std::int64_t from, to;
  double weight;
};

/// Weighted symmetric graph; rows are this rank's papers, columns positions, ascending.
struct NeighbourGraph {
  std::vector<std::int64_t> starts;    ///< [own + 1]
  std::vector<std::uint32_t> columns;  ///< [edges]; the papers of a map fit, and memory bounds an epoch's speed
  std::vector<float> weights;          ///< [edges], above 0; the same from both ends
};

/// The graph of all pairs i, j that any edge joins, with the weight unite(weight of i to j, weight of j to i), 0 for an
/// edge that is not there. `unite` is symmetric; pairs whose weight is 0 in fp32 are left out. Each edge goes to the
/// owner of its other end. Collective.
NeighbourGraph symmetric_graph(const Communicator& comm, const LaidOut& papers, std::vector<NeighbourEdge> edges,
                               double (*unite)(double, double));

}  // namespace thema::maps
