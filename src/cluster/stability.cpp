// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/stability.hpp"

#include "thema/cluster/assign.hpp"
#include "thema/cluster/overlap.hpp"
#include "thema/cluster/sampled_rows.hpp"
#include "thema/cluster/starts.hpp"
#include "thema/core/error.hpp"
#include "thema/core/random.hpp"
#include "thema/data/agreement.hpp"

namespace thema::clusters {

namespace {

std::int64_t ordered_pairs(std::int64_t count) { return count * (count - 1); }

std::int64_t pairs_in_topics(const Communicator& comm, std::span<const std::int32_t> labels, std::int64_t k) {
  std::int64_t pairs = 0;
  for (const std::int64_t size : sizes_of(comm, labels, k)) pairs += ordered_pairs(size);
  return pairs;
}

std::int64_t pairs_in_both(const Communicator& comm, std::span<const std::int32_t> a, std::span<const std::int32_t> b,
                           std::int64_t k) {
  std::int64_t pairs = 0;
  for (const Overlap& overlap : overlaps(comm, a, b, k)) pairs += ordered_pairs(overlap.rows);
  return comm.sum(pairs);
}

// Own rows' topics when k-means sees only the sample; `key` is that of its starts.
std::vector<std::int32_t> labels_by_sample(const Context& context, const Rows& rows, std::int64_t k,
                                           const SampledRows& sample, std::uint64_t key, ClusterOptions options,
                                           KmeansCheckpoint& checkpoint) {
  options.seed = static_cast<std::int64_t>(key >> 2);
  const Solution solution = solve_quietly(context, sample.rows(), k, options, checkpoint);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(rows.count()));
  assign(rows, solution.centroids, labels);
  return labels;
}

std::uint64_t key_of(const ClusterOptions& options, Draw purpose, std::int64_t sample) {
  return random_bits(static_cast<std::uint64_t>(options.seed), purpose, static_cast<std::uint64_t>(sample));
}

}  // namespace

double label_agreement(const Communicator& comm, std::span<const std::int32_t> a, std::span<const std::int32_t> b,
                       std::int64_t k) {
  const std::int64_t rows = comm.sum(std::ssize(a));
  require(rows < std::int64_t{1} << 31, "too many papers to count their pairs");
  return adjusted_rand(PairsInOnePart{pairs_in_both(comm, a, b, k), pairs_in_topics(comm, a, k),
                                      pairs_in_topics(comm, b, k), ordered_pairs(rows)});
}

std::int64_t half_of(std::int64_t rows) { return (rows + 1) / 2; }

std::vector<std::int32_t> labels_by_half(const Context& context, const Rows& rows, std::int64_t k, std::int64_t half,
                                         const ClusterOptions& options, KmeansCheckpoint& checkpoint) {
  const std::uint64_t key = key_of(options, Draw::subsample, half);
  return labels_by_sample(context, rows, k, sample_rows(context.comm, rows, half_of(rows.total), key, Draw::subsample),
                          key, options, checkpoint);
}

std::vector<std::int32_t> labels_by_bootstrap(const Context& context, const Rows& rows, std::int64_t k,
                                              std::int64_t sample, const ClusterOptions& options,
                                              KmeansCheckpoint& checkpoint) {
  const std::uint64_t key = key_of(options, Draw::bootstrap, sample);
  return labels_by_sample(context, rows, k, bootstrap_rows(context.comm, rows, key), key, options, checkpoint);
}

}  // namespace thema::clusters
