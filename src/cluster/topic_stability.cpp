// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/topic_stability.hpp"

#include <algorithm>
#include <limits>

#include "thema/cluster/overlap.hpp"
#include "thema/cluster/stability.hpp"

namespace thema::clusters {

std::vector<double> best_jaccard(const Communicator& comm, std::span<const std::int32_t> labels,
                                 std::span<const std::int32_t> others, std::int64_t k) {
  const std::vector<std::int64_t> sizes = sizes_of(comm, labels, k), other_sizes = sizes_of(comm, others, k);
  std::vector<double> best(static_cast<std::size_t>(k), 0);
  for (const Overlap& overlap : overlaps(comm, labels, others, k)) {
    const auto first = static_cast<std::size_t>(overlap.first), second = static_cast<std::size_t>(overlap.second);
    const auto either = static_cast<double>(sizes[first] + other_sizes[second] - overlap.rows);
    best[first] = std::max(best[first], static_cast<double>(overlap.rows) / either);
  }
  comm.max(best);
  for (std::size_t t = 0; t < best.size(); ++t)
    if (sizes[t] == 0) best[t] = std::numeric_limits<double>::quiet_NaN();
  return best;
}

std::vector<double> topic_stability(const Context& context, const Rows& rows, std::span<const std::int32_t> labels,
                                    std::int64_t k, const ClusterOptions& options, KmeansCheckpoint& checkpoint) {
  const bool is_known = options.bootstraps > 0 && 2 * k <= rows.total;
  std::vector<double> means(static_cast<std::size_t>(k), is_known ? 0 : std::numeric_limits<double>::quiet_NaN());
  if (!is_known) return means;
  ClusterOptions single = options;
  single.starts = 1;
  single.tolerance = std::max(single.tolerance, kSampleTolerance);
  for (std::int64_t sample = 0; sample < options.bootstraps; ++sample) {
    const Stopwatch watch;
    const auto others = labels_by_bootstrap(context, rows, k, sample, single, checkpoint);
    const std::vector<double> best = best_jaccard(context.comm, labels, others, k);
    for (std::size_t t = 0; t < means.size(); ++t) means[t] += best[t] / static_cast<double>(options.bootstraps);
    context.log.line("cluster: topics found again in bootstrap sample {} of {}, {:.1f} s", sample + 1,
                     options.bootstraps, watch.seconds());
  }
  return means;
}

}  // namespace thema::clusters
