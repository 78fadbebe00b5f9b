// SPDX-License-Identifier: Apache-2.0
#include "thema/edit/apply_edits.hpp"

#include <algorithm>

#include "thema/cluster/assign.hpp"
#include "thema/cluster/sampled_rows.hpp"
#include "thema/cluster/starts.hpp"
#include "thema/cluster/topic_sums.hpp"

namespace thema::editing {

namespace {

using clusters::Rows;
using clusters::SampledRows;

// Copies of the own rows with this label. Collective.
SampledRows rows_of(const Communicator& comm, const Rows& rows, std::span<const std::int32_t> labels,
                    std::int32_t label) {
  SampledRows found;
  found.width = rows.width;
  for (std::int64_t i = 0; i < rows.count(); ++i) {
    if (labels[static_cast<std::size_t>(i)] != label) continue;
    found.chosen.push_back(i);
    found.values.insert(found.values.end(), rows.row(i), rows.row(i) + rows.width);
  }
  found.first = comm.sum_before(std::ssize(found.chosen));
  found.total = comm.sum(std::ssize(found.chosen));
  return found;
}

std::span<float> centroid(std::vector<float>& centroids, std::int64_t topic, std::int64_t width) {
  return std::span(centroids).subspan(static_cast<std::size_t>(topic * width), static_cast<std::size_t>(width));
}

// Rows of split topics go to their parts, which get the centroids of k-means.
void split_topics(const Context& context, const Rows& rows, const Plan& plan, std::span<const std::int32_t> assignment,
                  const ClusterOptions& options, EditedTopics& edited) {
  for (std::size_t topic = 0; topic < plan.first.size(); ++topic) {
    if (plan.parts[topic] < 2) continue;
    const SampledRows own = rows_of(context.comm, rows, assignment, static_cast<std::int32_t>(topic));
    KmeansCheckpoint nothing_kept;
    const clusters::Solution solution = clusters::solve(context, own.rows(), plan.parts[topic], options, nothing_kept);
    std::ranges::copy(solution.centroids, edited.centroids.begin() + plan.first[topic] * rows.width);
    for (std::size_t i = 0; i < own.chosen.size(); ++i)
      edited.assignment[static_cast<std::size_t>(own.chosen[i])] = plan.first[topic] + solution.labels[i];
  }
}

// New centroids of the topics that are marked.
void move_centroids(const clusters::TopicSums& sums, const std::vector<std::int64_t>& marked, std::int64_t width,
                    std::vector<float>& centroids) {
  std::vector<float> all = centroids;
  sums.update_centroids(all);
  for (std::size_t topic = 0; topic < marked.size(); ++topic)
    if (marked[topic] > 0)
      std::ranges::copy(centroid(all, static_cast<std::int64_t>(topic), width),
                        centroid(centroids, static_cast<std::int64_t>(topic), width).begin());
}

// Rows without a topic go to the nearest one; returns how many each topic got. Collective.
std::vector<std::int64_t> place_dropped(const Communicator& comm, const Rows& rows, EditedTopics& edited) {
  const SampledRows dropped = rows_of(comm, rows, edited.assignment, -1);
  std::vector<std::int32_t> nearest(dropped.chosen.size());
  clusters::assign(dropped.rows(), edited.centroids, nearest);
  std::vector<std::int64_t> received(edited.centroids.size() / static_cast<std::size_t>(rows.width));
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    edited.assignment[static_cast<std::size_t>(dropped.chosen[i])] = nearest[i];
    ++received[static_cast<std::size_t>(nearest[i])];
  }
  comm.sum(std::span<std::int64_t>(received));
  return received;
}

}  // namespace

EditedTopics apply_edits(const Context& context, const Rows& rows, const Plan& plan,
                         std::span<const std::int32_t> assignment, std::span<const float> centroids,
                         const ClusterOptions& options) {
  const Communicator& comm = context.comm;
  EditedTopics edited;
  std::vector<std::int64_t> is_new;  // of each topic afterwards
  for (const std::vector<std::int32_t>& sources : plan.of) {
    const auto lowest = static_cast<std::size_t>(sources.front());
    const float* const before = centroids.data() + sources.front() * rows.width;
    edited.centroids.insert(edited.centroids.end(), before, before + rows.width);
    is_new.push_back(sources.size() > 1 || plan.parts[lowest] > 1);
  }
  for (const std::int32_t topic : assignment) edited.assignment.push_back(plan.first[static_cast<std::size_t>(topic)]);
  split_topics(context, rows, plan, assignment, options, edited);
  clusters::TopicSums sums(plan.topics, rows);
  sums.apply(comm, rows, clusters::moves_into(edited.assignment));
  move_centroids(sums, is_new, rows.width, edited.centroids);
  if (!plan.drops()) return edited;
  const std::vector<std::int32_t> before = edited.assignment;
  const std::vector<std::int64_t> received = place_dropped(comm, rows, edited);
  sums.apply(comm, rows, clusters::moves_between(before, edited.assignment, {0, rows.count()}));
  move_centroids(sums, received, rows.width, edited.centroids);
  return edited;
}

}  // namespace thema::editing
