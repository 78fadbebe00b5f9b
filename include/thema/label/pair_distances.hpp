// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "thema/core/communicator.hpp"

namespace thema {

/// A number for each unordered pair of n things: 4 n (n - 1) bytes.
class PairDistances {
 public:
  explicit PairDistances(std::int64_t n);
  PairDistances(std::int64_t n, std::vector<double> values) : n_(n), values_(std::move(values)) {}
  std::int64_t size() const { return n_; }
  /// i and j differ.
  double& operator()(std::int64_t i, std::int64_t j) { return values_[place(i, j)]; }
  double operator()(std::int64_t i, std::int64_t j) const { return values_[place(i, j)]; }
  /// All pairs (0, 1), (0, 2), ... (n-2, n-1).
  std::span<double> values() { return values_; }

 private:
  std::size_t place(std::int64_t i, std::int64_t j) const {
    if (i > j) std::swap(i, j);
    return static_cast<std::size_t>(i * (2 * n_ - i - 1) / 2 + j - i - 1);
  }
  std::int64_t n_;
  std::vector<double> values_;
};

/// Squared Euclidean distances of `rows` [n, width], in double in a fixed order. Collective: each rank works out its
/// part of the pairs; complete on rank 0, empty elsewhere. `rows` are the same on all ranks.
PairDistances squared_distances(const Communicator& comm, std::span<const float> rows, std::int64_t width);

}  // namespace thema
