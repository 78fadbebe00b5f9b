// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/starts.hpp"

#include <utility>

#include "thema/core/fixed_point.hpp"

namespace thema::clusters {

namespace {

void show(const Log& log, const Rows& rows, const Solution& solution, const std::string& start, double seconds) {
  const std::int64_t k = std::ssize(solution.centroids) / rows.width;
  log.line("cluster: k = {}, {}: mean similarity {:.6f} after {} iterations, {:.1f} s", k, start,
           FixedPoint(rows.total).decode(solution.objective) / static_cast<double>(rows.total), solution.iterations,
           seconds);
}

}  // namespace

Runs run_starts(const Context& context, const Rows& rows, std::int64_t k, const std::vector<float>& warm,
                const ClusterOptions& options, KmeansCheckpoint& checkpoint) {
  Runs runs;
  for (std::int64_t start = 0; start < options.starts; ++start) {
    const Stopwatch watch;
    Solution solution = run_start(context, rows, k, start, options, checkpoint);
    show(context.log, rows, solution, fmt::format("start {} of {}", start + 1, options.starts), watch.seconds());
    if (start == 0 || solution.objective > runs.best.objective) std::swap(runs.best, solution);
    if (start > 0) runs.rest.push_back(std::move(solution.labels));
  }
  runs.seeded = runs.best.labels;
  if (warm.empty()) return runs;
  const Stopwatch watch;
  Solution solution = iterate(context, rows, warm, options, checkpoint);
  show(context.log, rows, solution, "from the topics of fewer", watch.seconds());
  if (solution.objective > runs.best.objective) runs.best = std::move(solution);
  return runs;
}

Solution best_start(const Context& context, const Rows& rows, std::int64_t k, const ClusterOptions& options,
                    KmeansCheckpoint& checkpoint) {
  Solution best;
  for (std::int64_t start = 0; start < options.starts; ++start) {
    Solution solution = run_start(context, rows, k, start, options, checkpoint);
    if (start == 0 || solution.objective > best.objective) best = std::move(solution);
  }
  return best;
}

}  // namespace thema::clusters
