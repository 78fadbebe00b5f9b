// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/core/context.hpp"
#include "thema/core/device_copy.hpp"
#include "thema/kernels/move_on_map.hpp"
#include "thema/project/laid_out.hpp"
#include "thema/project/neighbour_graph.hpp"

namespace thema::maps {

/// Where forces are computed: on the ranks' devices if there is room for the graph and the positions, else, with a line
/// in the log, on the hosts. Collective.
Device device_of_forces(const Context& context, const LaidOut& papers, const NeighbourGraph& graph);

/// The edges of this rank's papers as the kernels take them, in the memory of the host.
inline kernels::MapGraph graph_of(const LaidOut& papers, const NeighbourGraph& graph) {
  return {papers.own.first,    papers.own.size(),    papers.total(),
          graph.starts.data(), graph.columns.data(), graph.weights.data()};
}

/// The same in the memory of the device that computes the forces; the graph outlives it.
class ForcesGraph {
 public:
  ForcesGraph(const Device& device, const LaidOut& papers, const NeighbourGraph& graph)
      : starts_(device, graph.starts),
        columns_(device, graph.columns),
        weights_(device, graph.weights),
        edges_(graph_of(papers, graph)) {
    edges_.starts = starts_.data();
    edges_.columns = columns_.data();
    edges_.weights = weights_.data();
  }

  const kernels::MapGraph& edges() const { return edges_; }

 private:
  DeviceCopy<const std::int64_t> starts_;
  DeviceCopy<const std::uint32_t> columns_;
  DeviceCopy<const float> weights_;
  kernels::MapGraph edges_;
};

}  // namespace thema::maps
