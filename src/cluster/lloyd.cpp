// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/lloyd.hpp"

#include "thema/core/region.hpp"

namespace thema::clusters {

IterationTrace Lloyd::step() {
  IterationTrace trace;
  trace.changed = assign_rows(trace);
  trace.changed += fill_empty_topics(trace);
  is_settled_ = trace.changed == 0;
  const Lap lap(trace.centroids_seconds);
  if (!is_settled_) move_centroids();
  return trace;
}

}  // namespace thema::clusters
