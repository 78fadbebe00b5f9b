// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/topic_sums.hpp"

#include <utility>

#include "thema/kernels/mean_directions.hpp"

namespace thema::clusters {

TopicSums::TopicSums(std::int64_t k, const Rows& rows)
    : width_(rows.width),
      fixed_(rows.total),
      sums_(static_cast<std::size_t>(k * rows.width)),
      sizes_(static_cast<std::size_t>(k)) {}

void TopicSums::add(const Rows& rows, std::span<const kernels::Move> moves, std::vector<std::int64_t>& change) const {
  // Changes of the sums, changes of the sizes, number of moves.
  kernels::move_rows(rows.values.data(), width_, moves.data(), static_cast<std::int64_t>(moves.size()), fixed_,
                     change.data());
  std::int64_t* const size_change = change.data() + sums_.size();
  for (const kernels::Move& move : moves) {
    if (move.to >= 0) ++size_change[move.to];
    if (move.from >= 0) --size_change[move.from];
  }
  change.back() += static_cast<std::int64_t>(moves.size());
}

std::int64_t TopicSums::apply(const Communicator& comm, const Rows& rows, std::span<const kernels::Move> moves) {
  std::vector<std::int64_t> change = no_change();
  add(rows, moves, change);
  return apply(comm, std::move(change));
}

std::int64_t TopicSums::apply(const Communicator& comm, std::vector<std::int64_t> change) {
  comm.sum(change);
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += change[i];
  for (std::size_t t = 0; t < sizes_.size(); ++t) sizes_[t] += change[sums_.size() + t];
  return change.back();
}

double TopicSums::squared_norm(std::int64_t t) const {
  double norm = 0;
  for (std::int64_t j = 0; j < width_; ++j) norm += sum(t, j) * sum(t, j);
  return norm;
}

void TopicSums::update_centroids(std::span<float> centroids) const {
  kernels::mean_directions({}, sums_.data(), std::ssize(sizes_), width_, fixed_, centroids.data());
}

void TopicSums::mean(std::int64_t t, std::span<float> out) const {
  const auto size = static_cast<double>(sizes_[static_cast<std::size_t>(t)]);
  for (std::int64_t j = 0; j < width_; ++j) out[static_cast<std::size_t>(j)] = static_cast<float>(sum(t, j) / size);
}

std::vector<kernels::Move> moves_into(std::span<const std::int32_t> labels) {
  const std::vector<std::int32_t> none(labels.size(), -1);
  return moves_between(none, labels, {0, std::ssize(labels)});
}

std::vector<kernels::Move> moves_between(std::span<const std::int32_t> before, std::span<const std::int32_t> after,
                                         Range range) {
  std::vector<kernels::Move> moves;
  for (std::int64_t i = range.first; i < range.last; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (before[at] != after[at]) moves.push_back({i, before[at], after[at]});
  }
  return moves;
}

}  // namespace thema::clusters
