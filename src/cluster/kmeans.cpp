// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/kmeans.hpp"

#include <algorithm>
#include <utility>

#include "thema/cluster/assign.hpp"
#include "thema/cluster/empty_topics.hpp"
#include "thema/cluster/gaps.hpp"
#include "thema/cluster/seeding.hpp"
#include "thema/cluster/topic_sums.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/interrupt.hpp"

namespace thema::clusters {

namespace {

/// A line now and then: how many iterations a run needs is not known before, so there is no bar.
class IterationLog {
 public:
  explicit IterationLog(const Log& log) : log_(log) {}
  void show(std::int64_t iteration, std::int64_t changed) {
    if (since_shown_.seconds() < kLineInterval) return;
    since_shown_.restart();
    log_.line("cluster: iteration {}, {} papers changed topic", iteration, changed);
  }

 private:
  const Log& log_;
  Stopwatch since_shown_;
};

/// Assignment and sums of one run.
class Lloyd {
 public:
  Lloyd(const Communicator& comm, const Rows& rows, std::vector<float> start)
      : comm_(comm),
        rows_(rows),
        centroids_(std::move(start)),
        labels_(static_cast<std::size_t>(rows.count()), -1),
        next_(labels_),
        gaps_(rows.count()),
        sums_(static_cast<std::int64_t>(centroids_.size()) / rows.width, rows) {}

  /// One iteration; returns how many rows of all ranks changed topic. Centroids are the new means afterwards.
  std::int64_t step() {
    assign(rows_, centroids_, gaps_.open_rows(decision_margin(rows_.width)), next_, gaps_.values());
    std::int64_t changed = sums_.apply(comm_, rows_, moves_between(labels_, next_));
    labels_ = next_;
    changed += fill_empty_topics();
    if (changed > 0) move_centroids();
    return changed;
  }

  std::vector<float>& centroids() { return centroids_; }

 private:
  std::int64_t fill_empty_topics() {
    const auto sizes = sums_.sizes();
    if (std::find(sizes.begin(), sizes.end(), 0) == sizes.end()) return 0;
    const auto moves = moves_to_empty_topics(comm_, rows_, centroids_, labels_, sizes);
    for (const kernels::Move& move : moves) {
      labels_[static_cast<std::size_t>(move.row)] = next_[static_cast<std::size_t>(move.row)] = move.to;
      gaps_.forget(move.row);  // the bound was that of the topic it left
    }
    return sums_.apply(comm_, rows_, moves);
  }

  void move_centroids() {
    const std::vector<float> before = centroids_;
    sums_.update_centroids(centroids_);
    gaps_.shrink(before, centroids_, rows_.width, labels_);
  }

  const Communicator& comm_;
  const Rows& rows_;
  std::vector<float> centroids_;
  std::vector<std::int32_t> labels_, next_;
  Gaps gaps_;
  TopicSums sums_;
};

/// Labels and objective of the final centroids.
void finish(const Communicator& comm, const Rows& rows, Solution& solution) {
  const FixedPoint fixed(rows.total);
  solution.labels.resize(static_cast<std::size_t>(rows.count()));
  std::int64_t objective = 0;
  for_each_nearest(rows, solution.centroids, [&](std::int64_t i, std::int32_t best, double similarity) {
    solution.labels[static_cast<std::size_t>(i)] = best;
    objective += fixed.encode(similarity);
  });
  solution.objective = comm.sum(objective);
}

}  // namespace

Solution iterate(const Context& context, const Rows& rows, std::vector<float> start, const ClusterOptions& options) {
  Solution solution;
  IterationLog log(context.log);
  Lloyd lloyd(context.comm, rows, std::move(start));
  const double enough = options.tolerance * static_cast<double>(rows.total);
  do {
    leave_if_stopped(context.comm);
    solution.changed = lloyd.step();
    log.show(++solution.iterations, solution.changed);
  } while (static_cast<double>(solution.changed) > enough && solution.iterations < options.max_iterations);
  if (static_cast<double>(solution.changed) > enough)
    context.log.warning("k-means was stopped by cluster.max_iterations = {} while {} papers still changed topic",
                        options.max_iterations, solution.changed);
  solution.centroids = std::move(lloyd.centroids());
  finish(context.comm, rows, solution);
  return solution;
}

Solution solve(const Context& context, const Rows& rows, std::int64_t k, const ClusterOptions& options) {
  Solution best;
  for (std::int64_t start = 0; start < options.starts; ++start) {
    const Stopwatch watch;
    const DrawKey key{static_cast<std::uint64_t>(options.seed), start};
    Points seeds = choose_start(context, rows, k, options.init, key);
    Solution solution = iterate(context, rows, std::move(seeds.values), options);
    context.log.line("cluster: k = {}, start {} of {}: mean similarity {:.6f} after {} iterations, {:.1f} s", k,
                     start + 1, options.starts,
                     FixedPoint(rows.total).decode(solution.objective) / static_cast<double>(rows.total),
                     solution.iterations, watch.seconds());
    if (start == 0 || solution.objective > best.objective) best = std::move(solution);
  }
  return best;
}

}  // namespace thema::clusters
