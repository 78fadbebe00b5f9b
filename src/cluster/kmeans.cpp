// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/kmeans.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "thema/cluster/assign.hpp"
#include "thema/cluster/lloyd.hpp"
#include "thema/cluster/seeding.hpp"
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
  const auto make_lloyd = rows.on_device == nullptr ? lloyd_on_host : lloyd_on_device;
  const auto lloyd = make_lloyd(context.comm, rows, first_centroids(context, make_start, checkpoint, solution));
  const Region region(context.timings, "cluster: iterate");
  const double enough = options.tolerance * static_cast<double>(rows.total);
  bool is_over = false, is_repeated = checkpoint.unfinished().has_value();
  while (!is_over) {
    leave_if_stopped(context.comm);
    KmeansState before{lloyd->centroids(), solution.iterations, 0, 0};
    solution.trace.push_back(lloyd->step());
    solution.changed = solution.trace.back().changed;
    log.show(++solution.iterations, solution.changed);
    pulse::reached("iteration", solution.iterations);
    is_over = !std::exchange(is_repeated, false) &&
              (static_cast<double>(solution.changed) <= enough || solution.iterations >= options.max_iterations);
    if (!is_over) checkpoint.keep(before);
  }
  if (static_cast<double>(solution.changed) > enough)
    context.log.warning("k-means was stopped by cluster.max_iterations = {} while {} papers still changed topic",
                        options.max_iterations, solution.changed);
  lloyd->finish(solution);
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
  const auto seeds = [&] {
    const Region region(context.timings, "cluster: seed");
    return choose_start(context, rows, k, options.init, key).values;
  };
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
