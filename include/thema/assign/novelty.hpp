// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema::assignment {

/// Bins of the similarities: bin b holds [-1 + b/128, -1 + (b+1)/128), the last one 1 too.
inline constexpr std::int64_t kBins = 256;
std::int64_t bin_of(float similarity);

/// How far out of its topic a paper lies. The novelty of a similarity s in a topic is the share of the topic's own
/// papers whose similarity lies in the bin of s or a higher one: 1 where no paper of the topic lies further out, near 0
/// beside the centroid. In a topic without papers it is 1.
class Novelty {
 public:
  explicit Novelty(std::int64_t topics);

  /// A paper of the run.
  void add(std::int32_t topic, float similarity);
  /// All ranks' papers together; to be called once, before what follows. Collective.
  void sum(const Communicator& comm);

  float of(std::int32_t topic, float similarity) const { return of_bin(topic, bin_of(similarity)); }
  /// Papers of the run whose novelty is above `level`.
  std::int64_t papers_above(double level) const;

 private:
  float of_bin(std::int64_t topic, std::int64_t bin) const;
  std::vector<std::int64_t> papers_;  // [topics, kBins]: in the bin; after sum() in the bin and all higher ones
};

}  // namespace thema::assignment
