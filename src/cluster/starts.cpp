// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/starts.hpp"

#include <functional>
#include <utility>

#include "thema/core/fixed_point.hpp"

namespace thema::clusters {

namespace {

/// Of a start, counted from 0, its solution and how long it took.
using Tell = std::function<void(std::int64_t, const Solution&, double)>;

void show(const Log& log, const Rows& rows, const Solution& solution, const std::string& start, double seconds) {
  const std::int64_t k = std::ssize(solution.centroids) / rows.width;
  log.line("cluster: k = {}, {}: mean similarity {:.6f} after {} iterations, {:.1f} s", k, start,
           FixedPoint(rows.total).decode(solution.objective) / static_cast<double>(rows.total), solution.iterations,
           seconds);
}

Runs run_seeded(const Context& context, const Rows& rows, std::int64_t k, const ClusterOptions& options,
                KmeansCheckpoint& checkpoint, const Tell& tell) {
  Runs runs;
  for (std::int64_t start = 0; start < options.starts; ++start) {
    const Stopwatch watch;
    Solution solution = run_start(context, rows, k, start, options, checkpoint);
    if (tell) tell(start, solution, watch.seconds());
    if (start == 0 || solution.objective > runs.best.objective) std::swap(runs.best, solution);
    if (start > 0) runs.rest.push_back(std::move(solution.labels));
  }
  runs.seeded = runs.best.labels;
  runs.seeded_objective = runs.best.objective;
  return runs;
}

}  // namespace

Runs run_starts(const Context& context, const Rows& rows, std::int64_t k, const std::vector<float>& warm,
                const ClusterOptions& options, KmeansCheckpoint& checkpoint) {
  const auto tell = [&](std::int64_t start, const Solution& solution, double seconds) {
    show(context.log, rows, solution, fmt::format("start {} of {}", start + 1, options.starts), seconds);
  };
  Runs runs = run_seeded(context, rows, k, options, checkpoint, tell);
  if (warm.empty()) return runs;
  const Stopwatch watch;
  Solution solution = iterate(context, rows, warm, options, checkpoint);
  show(context.log, rows, solution, "from the topics of fewer", watch.seconds());
  if (solution.objective > runs.best.objective) runs.best = std::move(solution);
  return runs;
}

Solution solve(const Context& context, const Rows& rows, std::int64_t k, const ClusterOptions& options,
               KmeansCheckpoint& checkpoint) {
  return run_starts(context, rows, k, {}, options, checkpoint).best;
}

Solution solve_quietly(const Context& context, const Rows& rows, std::int64_t k, const ClusterOptions& options,
                       KmeansCheckpoint& checkpoint) {
  return run_seeded(context, rows, k, options, checkpoint, {}).best;
}

}  // namespace thema::clusters
