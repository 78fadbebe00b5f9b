// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/cluster/rows.hpp"
#include "thema/core/communicator.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/kernels/move_rows.hpp"

namespace thema::clusters {

/// Sums and sizes of k topics over all ranks' rows, the same on all ranks. They are integers (FixedPoint), so they
/// can follow the moves of rows between topics and never differ from sums made anew.
class TopicSums {
 public:
  /// k empty topics.
  TopicSums(std::int64_t k, const Rows& rows);

  /// What moves add to the sums and sizes, one message to be handed to apply(): none at first, then some more.
  std::vector<std::int64_t> no_change() const { return std::vector<std::int64_t>(sums_.size() + sizes_.size() + 1); }
  void add(const Rows& rows, std::span<const kernels::Move> moves, std::vector<std::int64_t>& change) const;
  /// Applies all ranks' changes; returns how many moves they were. Collective.
  std::int64_t apply(const Communicator& comm, std::vector<std::int64_t> change);
  std::int64_t apply(const Communicator& comm, const Rows& rows, std::span<const kernels::Move> moves);

  std::span<const std::int64_t> sizes() const { return sizes_; }
  /// Component j of the sum of topic t.
  double sum(std::int64_t t, std::int64_t j) const {
    return fixed_.decode(sums_[static_cast<std::size_t>(t * width_ + j)]);
  }
  /// Squared length of the sum of topic t, in double and in index order.
  double squared_norm(std::int64_t t) const;

  /// centroids[t] = sum of t / |sum of t|, rounded to fp32; see mean_directions.hpp. A topic whose sum is zero keeps
  /// its centroid.
  void update_centroids(std::span<float> centroids) const;
  /// Arithmetic mean of topic t, rounded to fp32; width numbers. The topic is not empty.
  void mean(std::int64_t t, std::span<float> out) const;

 private:
  std::int64_t width_;
  FixedPoint fixed_;
  std::vector<std::int64_t> sums_;   // [k, d]
  std::vector<std::int64_t> sizes_;  // [k]
};

/// The moves that make `labels` out of no assignment at all.
std::vector<kernels::Move> moves_into(std::span<const std::int32_t> labels);
/// The moves of own rows `range` from the assignment `before` to `after`, in row order.
std::vector<kernels::Move> moves_between(std::span<const std::int32_t> before, std::span<const std::int32_t> after,
                                         Range range);

}  // namespace thema::clusters
