// SPDX-License-Identifier: Apache-2.0
// The memory of DeviceRows and the search in it, for the files that work with both.
#pragma once
#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cstdint>
#include <span>

#include "thema/cluster/device_rows.hpp"
#include "thema/core/partition.hpp"
#include "thema/kernels/place.hpp"

namespace thema::clusters {

struct DeviceRows::Tensors {
  at::Tensor values;      // [n, d] fp32
  at::Tensor halves;      // [n, d] fp16
  at::Tensor remainders;  // [n] fp32: at least |values - halves|

  std::int64_t count() const { return values.size(0); }
  std::int64_t width() const { return values.size(1); }
  at::Device device() const { return values.device(); }
  /// The memory, and the stream that libtorch uses now.
  kernels::Place place() const;
};

/// [rows]: at least the norm of what fp16 leaves of each row, values - halves, [rows, width] in fp32 and fp16.
at::Tensor remainders(const at::Tensor& values, const at::Tensor& halves);

/// fp32 numbers on a device, [rows, width].
at::Tensor on_device(std::span<const float> values, std::int64_t width, at::Device device);

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
  at::Tensor points_, half_points_;
  at::Tensor scores_, exact_;  // [tile, points] fp32 and fp64
  at::Tensor slack_;           // [tile]
  double slack_of_points_ = 0;
};

}  // namespace thema::clusters
