// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace thema {

struct BurstOptions {
  double ratio = 2.0;  ///< Kleinberg's s: how many times its usual share a topic has in a burst
  double gamma = 1.0;  ///< what entering a burst costs; higher: fewer, longer bursts
};

struct Burst {
  std::size_t first, last;  ///< periods, both included
  double weight;            ///< how much better the burst explains its papers, in nats
};

/// Bursts of a topic after Kleinberg, "Bursty and hierarchical structure in streams" (2003), section 4, batched, with
/// two states: of `all` papers of a period, `relevant` ones are drawn with p0 (the topic's share over all n periods),
/// or in a burst with p1 = ratio * p0. The sequence of states of the lowest cost is found by dynamic programming; it
/// begins in the usual state, entering a burst costs gamma * ln(n), leaving it nothing; of equal costs the usual state.
/// A burst's weight is the sum of cost(usual) - cost(burst) over its periods. None where p1 would not be below 1.
std::vector<Burst> bursts_of(std::span<const std::int64_t> relevant, std::span<const std::int64_t> all,
                             const BurstOptions& options);

}  // namespace thema
