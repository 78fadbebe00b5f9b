// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/kmeans.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "thema/cluster/assign.hpp"
#include "thema/cluster/bounds.hpp"
#include "thema/cluster/empty_topics.hpp"
#include "thema/cluster/seeding.hpp"
#include "thema/cluster/topic_sums.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/core/matrix_product.hpp"

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

/// Adds the seconds of a scope.
class Lap {
 public:
  explicit Lap(double& seconds) : seconds_(seconds) {}
  Lap(const Lap&) = delete;
  Lap& operator=(const Lap&) = delete;
  ~Lap() { seconds_ += watch_.seconds(); }

 private:
  double& seconds_;
  Stopwatch watch_;
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
        sums_(static_cast<std::int64_t>(centroids_.size()) / rows.width, rows) {}

  /// One iteration; the trace's products are this rank's. Centroids are the new means afterwards, unless no row changed
  /// topic.
  IterationTrace step() {
    IterationTrace trace;
    std::vector<std::int64_t> change = sums_.no_change();
    {
      const Lap lap(trace.assign_seconds);
      trace.products = assign_rows([&](Range range) {
        const Lap adding(trace.sum_seconds);
        sums_.add(rows_, moves_between(labels_, next_, range), change);
      });
    }
    trace.assign_seconds -= trace.sum_seconds;
    {
      const Lap lap(trace.reduce_seconds);
      trace.changed = sums_.apply(comm_, std::move(change));
    }
    labels_ = next_;
    trace.changed += fill_empty_topics();
    is_settled_ = trace.changed == 0;
    const Lap lap(trace.centroids_seconds);
    if (!is_settled_) move_centroids();
    return trace;
  }

  const std::vector<float>& centroids() const { return centroids_; }

  /// Labels of the centroids as they are now, and the objective.
  void finish(Solution& solution) {
    if (!is_settled_) assign_rows({});
    solution.objective = objective_of(comm_, rows_, centroids_, next_);
    solution.labels = std::move(next_);
    solution.centroids = std::move(centroids_);
  }

 private:
  // Returns how many products it took. The first means lie so far from the first centroids that bounds from before
  // would say nothing.
  std::int64_t assign_rows(const AfterTile& after_tile) {
    const std::int64_t all_pairs = rows_.count() * (std::ssize(centroids_) / rows_.width);
    if (std::exchange(is_first_, false)) {
      assign(rows_, centroids_, next_, after_tile);
      return all_pairs;
    }
    if (bounds_ && !bounds_->are_worn()) {
      const std::int64_t products = bounds_->assign(rows_, centroids_, next_);
      if (after_tile) after_tile({0, rows_.count()});
      return products;
    }
    bounds_.emplace(rows_.count(), centroids_, rows_.width);
    assign(rows_, centroids_, next_, *bounds_, after_tile);
    return all_pairs;
  }

  std::int64_t fill_empty_topics() {
    const auto sizes = sums_.sizes();
    if (std::find(sizes.begin(), sizes.end(), 0) == sizes.end()) return 0;
    const auto moves = moves_to_empty_topics(comm_, rows_, centroids_, labels_, sizes);
    for (const kernels::Move& move : moves) {
      labels_[static_cast<std::size_t>(move.row)] = next_[static_cast<std::size_t>(move.row)] = move.to;
      if (bounds_) bounds_->forget(move.row);
    }
    return sums_.apply(comm_, rows_, moves);
  }

  void move_centroids() {
    const std::vector<float> before = centroids_;
    sums_.update_centroids(centroids_);
    if (bounds_) bounds_->follow(before, centroids_);
  }

  const Communicator& comm_;
  const Rows& rows_;
  std::vector<float> centroids_;
  std::vector<std::int32_t> labels_, next_;
  std::optional<Bounds> bounds_;
  bool is_first_ = true;
  bool is_settled_ = false;  // no row changed topic in the last step
  TopicSums sums_;
};

/// From one rank's products to all ranks'.
void share_products(const Communicator& comm, std::vector<IterationTrace>& trace) {
  std::vector<std::int64_t> products;
  for (const IterationTrace& step : trace) products.push_back(step.products);
  comm.sum(products);
  for (std::size_t i = 0; i < products.size(); ++i) trace[i].products = products[i];
}

/// What an earlier job finished.
Solution recalled(const Context& context, const Rows& rows, const KmeansState& state) {
  Solution solution;
  solution.centroids = state.centroids;
  solution.labels.resize(static_cast<std::size_t>(rows.count()));
  assign(rows, solution.centroids, solution.labels);
  solution.objective = state.objective;
  solution.iterations = state.iterations;
  solution.changed = state.changed;
  context.log.line("cluster: a run of k-means is taken from the checkpoint");
  return solution;
}

using MakeStart = std::function<std::vector<float>()>;

/// The centroids to begin with, `iterations` being those that an earlier job did before them.
std::vector<float> first_centroids(const Context& context, const MakeStart& make_start,
                                   const KmeansCheckpoint& checkpoint, Solution& solution) {
  if (!checkpoint.unfinished()) return make_start();
  solution.iterations = checkpoint.unfinished()->iterations;
  context.log.line("cluster: goes on after iteration {}, from the checkpoint", solution.iterations);
  return checkpoint.unfinished()->centroids;
}

/// The run that has begun. The checkpoint of an iteration is made before it, so a job that goes on repeats the last one
/// that did not end the run, and knows then which topics the rows had.
Solution go_on(const Context& context, const Rows& rows, const MakeStart& make_start, const ClusterOptions& options,
               KmeansCheckpoint& checkpoint) {
  if (checkpoint.finished()) return recalled(context, rows, *checkpoint.finished());
  Solution solution;
  IterationLog log(context.log);
  Lloyd lloyd(context.comm, rows, first_centroids(context, make_start, checkpoint, solution));
  const double enough = options.tolerance * static_cast<double>(rows.total);
  bool is_over = false, is_repeated = checkpoint.unfinished().has_value();
  while (!is_over) {
    leave_if_stopped(context.comm);
    KmeansState before{lloyd.centroids(), solution.iterations, 0, 0};
    solution.trace.push_back(lloyd.step());
    solution.changed = solution.trace.back().changed;
    log.show(++solution.iterations, solution.changed);
    is_over = !std::exchange(is_repeated, false) &&
              (static_cast<double>(solution.changed) <= enough || solution.iterations >= options.max_iterations);
    if (!is_over) checkpoint.keep(before);
  }
  if (static_cast<double>(solution.changed) > enough)
    context.log.warning("k-means was stopped by cluster.max_iterations = {} while {} papers still changed topic",
                        options.max_iterations, solution.changed);
  lloyd.finish(solution);
  checkpoint.finish({solution.centroids, solution.iterations, solution.changed, solution.objective});
  share_products(context.comm, solution.trace);
  return solution;
}

}  // namespace

Solution iterate(const Context& context, const Rows& rows, std::vector<float> start, const ClusterOptions& options,
                 KmeansCheckpoint& checkpoint) {
  checkpoint.begin(std::ssize(start) / rows.width);
  return go_on(
      context, rows, [&] { return std::move(start); }, options, checkpoint);
}

Solution run_start(const Context& context, const Rows& rows, std::int64_t k, std::int64_t start,
                   const ClusterOptions& options, KmeansCheckpoint& checkpoint) {
  const DrawKey key{static_cast<std::uint64_t>(options.seed), start};
  checkpoint.begin(k);
  const auto seeds = [&] { return choose_start(context, rows, k, options.init, key).values; };
  return go_on(context, rows, seeds, options, checkpoint);
}

std::int64_t objective_of(const Communicator& comm, const Rows& rows, std::span<const float> centroids,
                          std::span<const std::int32_t> labels) {
  const FixedPoint fixed(rows.total);
  std::int64_t objective = 0;
  for (std::int64_t i = 0; i < rows.count(); ++i) {
    const float* const centroid = centroids.data() + labels[static_cast<std::size_t>(i)] * rows.width;
    objective += fixed.encode(exact_dot(rows.row(i), centroid, rows.width));
  }
  return comm.sum(objective);
}

}  // namespace thema::clusters
