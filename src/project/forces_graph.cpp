// SPDX-License-Identifier: Apache-2.0
#include "thema/project/forces_graph.hpp"

#include "thema/core/device_reduction.hpp"
#include "thema/core/device_room.hpp"

namespace thema::maps {

Device device_of_forces(const Context& context, const LaidOut& papers, const NeighbourGraph& graph) {
  if (context.comm.any(context.device.kind == Device::Kind::cpu)) return {};
  constexpr std::int64_t kEdge = 4 + 4, kPaper = 8 + 3 * 8;             // start; last move, gains, moved
  constexpr std::int64_t kAnyPaper = 8, kGrid = std::int64_t{1} << 28;  // its place; charges and fields of t-SNE's grid
  const std::int64_t needed =
      kEdge * std::ssize(graph.weights) + kPaper * papers.own.size() + kAnyPaper * papers.total() + kGrid;
  const DeviceReduction ranks(context.comm, context.device, ReductionRoute::none);
  const std::int64_t left = least_room_left(ranks, context.device, needed);
  if (left >= 0) return context.device;
  context.log.line("project: forces on the CPU, because the edges of a rank need {} MiB more than its GPU has free",
                   (-left >> 20) + 1);
  return {};
}

}  // namespace thema::maps
