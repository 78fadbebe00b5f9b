// SPDX-License-Identifier: Apache-2.0
#include "thema/project/neighbour_graph.hpp"

#include <algorithm>

namespace thema::maps {

namespace {

std::size_t owner_of(const LaidOut& papers, std::int64_t position) {
  const auto after = std::upper_bound(papers.starts.begin(), papers.starts.end(), position);
  return static_cast<std::size_t>(after - papers.starts.begin()) - 1;
}

// What other papers say of this rank's, each edge turned round.
std::vector<NeighbourEdge> exchange(const Communicator& comm, const LaidOut& papers,
                                    const std::vector<NeighbourEdge>& edges) {
  std::vector<std::vector<NeighbourEdge>> outgoing(static_cast<std::size_t>(comm.size()));
  for (const NeighbourEdge& e : edges) outgoing[owner_of(papers, e.to)].push_back({e.to, e.from, e.weight});
  std::vector<NeighbourEdge> received;
  for (const auto& part : comm.all_to_all(outgoing)) received.insert(received.end(), part.begin(), part.end());
  return received;
}

}  // namespace

NeighbourGraph symmetric_graph(const Communicator& comm, const LaidOut& papers, std::vector<NeighbourEdge> edges,
                               double (*unite)(double, double)) {
  const std::vector<NeighbourEdge> received = exchange(comm, papers, edges);
  edges.insert(edges.end(), received.begin(), received.end());
  // Both directions of an edge stand next to each other after sorting.
  std::sort(edges.begin(), edges.end(), [](const NeighbourEdge& x, const NeighbourEdge& y) {
    if (x.from != y.from) return x.from < y.from;
    return x.to != y.to ? x.to < y.to : x.weight < y.weight;
  });
  NeighbourGraph graph;
  graph.starts.assign(static_cast<std::size_t>(papers.own.size()) + 1, 0);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const NeighbourEdge& e = edges[i];
    const bool both = i + 1 < edges.size() && edges[i + 1].from == e.from && edges[i + 1].to == e.to;
    const auto weight = static_cast<float>(unite(e.weight, both ? edges[++i].weight : 0));
    if (weight == 0) continue;
    graph.columns.push_back(static_cast<std::uint32_t>(e.to));
    graph.weights.push_back(weight);
    ++graph.starts[static_cast<std::size_t>(e.from - papers.own.first) + 1];
  }
  for (std::size_t i = 1; i < graph.starts.size(); ++i) graph.starts[i] += graph.starts[i - 1];
  return graph;
}

}  // namespace thema::maps
