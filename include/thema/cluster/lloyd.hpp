// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "thema/cluster/kmeans.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/communicator.hpp"

namespace thema::clusters {

/// One run of k-means, iteration by iteration. What an iteration is stands here; where it is done, in the derived ones.
class Lloyd {
 public:
  virtual ~Lloyd() = default;

  /// One iteration: assign, fill empty topics, take each topic's normalised mean. The trace's products are this rank's.
  /// Centroids are the new means afterwards, unless no row changed topic. Collective.
  IterationTrace step();
  /// [k, d], the same on all ranks.
  virtual const std::vector<float>& centroids() const = 0;
  /// Centroids, the labels that belong to them as they are now, and the objective. Ends the run. Collective.
  virtual void finish(Solution& solution) = 0;

 protected:
  /// No row changed topic in the last step: the labels are those of the centroids.
  bool is_settled() const { return is_settled_; }

 private:
  /// Every row goes to its nearest centroid, and the sums and sizes of the topics follow; returns how many rows of all
  /// ranks changed topic. Adds its seconds to the trace. Collective.
  virtual std::int64_t assign_rows(IterationTrace& trace) = 0;
  /// Moves rows into topics without any (empty_topics.hpp); returns how many. Collective.
  virtual std::int64_t fill_empty_topics(IterationTrace& trace) = 0;
  /// Centroids become the topics' normalised means.
  virtual void move_centroids() = 0;

  bool is_settled_ = false;
};

/// On this rank's cores. `rows` must outlive it. Collective.
std::unique_ptr<Lloyd> lloyd_on_host(const Communicator& comm, const Rows& rows, std::vector<float> start);
/// On the device where the rows lie, rows.on_device; to the same bits. Collective.
std::unique_ptr<Lloyd> lloyd_on_device(const Communicator& comm, const Rows& rows, std::vector<float> start);

}  // namespace thema::clusters
