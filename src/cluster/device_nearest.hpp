// SPDX-License-Identifier: Apache-2.0
// The memory of DeviceRows and the search in it, for the files that work with both.
#pragma once
#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cstdint>

#include "thema/cluster/device_rows.hpp"
#include "thema/core/partition.hpp"
#include "thema/nearest/half_rows.hpp"

namespace thema::clusters {

struct DeviceRows::Tensors : HalfRows {};

/// Nearest points of tiles of rows.
class DeviceNearest {
 public:
  /// Room for `points` points.
  DeviceNearest(const DeviceRows::Tensors& rows, std::int64_t points, std::int64_t wanted);

  /// points [count, d], of norm at most 1 (+ fp32 rounding).
  void set_points(const at::Tensor& points);

  /// Rows of a tile; the last one may have fewer.
  std::int64_t tile_rows() const { return scores_.size(0); }
  template <class Action> void for_each_tile(const Action& action) const {
    for (std::int64_t first = 0; first < rows_->count(); first += tile_rows())
      action(Range{first, std::min(first + tile_rows(), rows_->count())});
  }

  /// nearest[i, :], i in the tile, of all rows' int32 [n, wanted].
  void find(Range tile, at::Tensor& nearest);
  /// The same of the tile alone: int32 and fp64 [tile_rows(), wanted], the latter the exact similarities.
  void find(Range tile, at::Tensor& nearest, at::Tensor& similarities);

 private:
  void score(Range tile);
  void decide(Range tile, std::int32_t* nearest, double* similarities);

  const DeviceRows::Tensors* rows_;
  std::int64_t wanted_;
  HalfRows points_;
  at::Tensor scores_, exact_;  // [tile, points] fp32 and fp64
  at::Tensor slack_;           // [tile]
  double slack_of_points_ = 0;
};

}  // namespace thema::clusters
