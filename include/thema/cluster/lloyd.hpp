// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <vector>

#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/communicator.hpp"

namespace thema::clusters {

/// One run of k-means, iteration by iteration: assign, fill empty topics, take each topic's normalised mean.
class Lloyd {
 public:
  virtual ~Lloyd() = default;

  /// One iteration; the trace's products are this rank's. Centroids are the new means afterwards, unless no row changed
  /// topic. Collective.
  virtual IterationTrace step() = 0;
  /// [k, d], the same on all ranks.
  virtual const std::vector<float>& centroids() const = 0;
  /// Centroids, the labels that belong to them as they are now, and the objective. Ends the run. Collective.
  virtual void finish(Solution& solution) = 0;
};

/// On this rank's cores. `rows` must outlive it. Collective.
std::unique_ptr<Lloyd> lloyd_on_host(const Communicator& comm, const Rows& rows, std::vector<float> start);
/// On the device where the rows lie, rows.on_device; to the same bits. Collective.
std::unique_ptr<Lloyd> lloyd_on_device(const Communicator& comm, const Rows& rows, std::vector<float> start);

}  // namespace thema::clusters
