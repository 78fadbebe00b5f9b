// SPDX-License-Identifier: Apache-2.0
#include "device_nearest.hpp"

#include <ATen/ATen.h>

#include <algorithm>

#include "thema/kernels/nearest_by_score.hpp"

namespace thema::clusters {

namespace {

// Scores of a tile stay in the cache of the device: 32 MiB.
constexpr std::int64_t kTileScores = std::int64_t{1} << 23, kLeastTileRows = 256;

}  // namespace

DeviceNearest::DeviceNearest(const DeviceRows::Tensors& rows, std::int64_t points, std::int64_t wanted)
    : rows_(&rows), wanted_(wanted) {
  const c10::InferenceMode inference;
  const std::int64_t tile = std::clamp(kTileScores / points, kLeastTileRows, std::max(kLeastTileRows, rows.count()));
  scores_ = at::empty({tile, points}, rows.values.options());
  exact_ = at::empty({tile, points}, rows.values.options().dtype(at::kDouble));
  slack_ = at::empty({tile}, rows.values.options());
}

void DeviceNearest::set_points(const at::Tensor& points) {
  const c10::InferenceMode inference;
  points_ = half_rows(points);
  slack_of_points_ = error_beside_remainder(points_);
}

void DeviceNearest::score(Range tile) {
  at::Tensor scores = scores_.narrow(0, 0, tile.size());
  multiply_halves(scores, rows_->halves.narrow(0, tile.first, tile.size()), points_.halves);
  at::Tensor slack = slack_.narrow(0, 0, tile.size());
  at::add_out(slack, rows_->remainders.narrow(0, tile.first, tile.size()), slack_of_points_);
}

void DeviceNearest::decide(Range tile, std::int32_t* nearest, double* similarities) {
  const kernels::ScoredTile scored{
      {tile.size(), scores_.size(1), rows_->width(), scores_.const_data_ptr<float>(),
       rows_->values.const_data_ptr<float>() + tile.first * rows_->width(), points_.values.const_data_ptr<float>()},
      slack_.const_data_ptr<float>()};
  kernels::nearest_by_score(rows_->place(), scored, wanted_, exact_.mutable_data_ptr<double>(), nearest, similarities);
}

void DeviceNearest::find(Range tile, at::Tensor& nearest) {
  const c10::InferenceMode inference;
  score(tile);
  decide(tile, nearest.mutable_data_ptr<std::int32_t>() + tile.first * wanted_, nullptr);
}

void DeviceNearest::find(Range tile, at::Tensor& nearest, at::Tensor& similarities) {
  const c10::InferenceMode inference;
  score(tile);
  decide(tile, nearest.mutable_data_ptr<std::int32_t>(), similarities.mutable_data_ptr<double>());
}

}  // namespace thema::clusters
