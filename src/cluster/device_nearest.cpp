// SPDX-License-Identifier: Apache-2.0
#include "device_nearest.hpp"

#include <ATen/ATen.h>
#include <ATen/Context.h>

#include <algorithm>

#include "thema/core/matrix_product.hpp"
#include "thema/core/torch_device.hpp"
#include "thema/kernels/nearest_by_score.hpp"

namespace thema::clusters {

namespace {

// Scores of a tile stay in the cache of the device: 32 MiB.
constexpr std::int64_t kTileScores = std::int64_t{1} << 23, kLeastTileRows = 256;

// Sums of tensor cores cut off where fp32 rounds: twice the error of an addition, once more for their blocks.
double product_error(std::int64_t width) { return 4 * dot_error_bound(width); }

// Norms of rows, points and their fp16 forms are at most 1, but for rounding.
constexpr double kExcess = 1.002;

/// Products of fp16 numbers are summed in fp32 while this lives, whatever the process prefers.
class WholeSums {
 public:
  WholeSums()
      : before_(at::globalContext().allowFP16ReductionCuBLAS()),
        accumulation_before_(at::globalContext().allowFP16AccumulationCuBLAS()) {
    at::globalContext().setAllowFP16ReductionCuBLAS(false, true);
    at::globalContext().setAllowFP16AccumulationCuBLAS(false);
  }
  WholeSums(const WholeSums&) = delete;
  WholeSums& operator=(const WholeSums&) = delete;
  ~WholeSums() {
    at::globalContext().setAllowFP16AccumulationCuBLAS(accumulation_before_);
    at::globalContext().setAllowFP16ReductionCuBLAS(
        before_ == at::CuBLASReductionOption::AllowReducedPrecisionWithSplitK,
        before_ != at::CuBLASReductionOption::DisallowReducedPrecisionDisallowSplitK);
  }

 private:
  at::CuBLASReductionOption before_;
  bool accumulation_before_;
};

}  // namespace

kernels::Place DeviceRows::Tensors::place() const {
  if (device().is_cpu()) return {};
  return {kernels::Place::Kind::device, current_stream(device())};
}

at::Tensor remainders(const at::Tensor& values, const at::Tensor& halves) {
  constexpr double rounding = 1.003, least = 1e-9;  // of a sum of squares in fp32, and norms of 1.001
  return (values - halves.to(at::kFloat)).square_().sum(1).sqrt_().mul_(rounding).add_(least);
}

at::Tensor on_device(std::span<const float> values, std::int64_t width, at::Device device) {
  const at::Tensor here =
      at::from_blob(const_cast<float*>(values.data()), {std::ssize(values) / width, width}, at::kFloat);
  return here.to(device, at::kFloat, /*non_blocking=*/false, /*copy=*/true);
}

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
  points_ = points;
  half_points_ = points.to(at::kHalf);
  slack_of_points_ = kExcess * (remainders(points_, half_points_).max().item<double>() + product_error(points.size(1)));
}

void DeviceNearest::score(Range tile) {
  const at::Tensor halves = rows_->halves.narrow(0, tile.first, tile.size());
  at::Tensor scores = scores_.narrow(0, 0, tile.size());
  if (halves.device().is_cpu()) {
    at::mm_out(scores, halves.to(at::kFloat), half_points_.to(at::kFloat).t());
  } else {
    const WholeSums whole_sums;
    at::mm_out(scores, halves, half_points_.t(), at::kFloat);
  }
  at::Tensor slack = slack_.narrow(0, 0, tile.size());
  at::add_out(slack, rows_->remainders.narrow(0, tile.first, tile.size()), slack_of_points_);
}

void DeviceNearest::decide(Range tile, std::int32_t* nearest, double* similarities) {
  const kernels::ScoredTile scored{tile.size(),
                                   scores_.size(1),
                                   rows_->width(),
                                   scores_.const_data_ptr<float>(),
                                   rows_->values.const_data_ptr<float>() + tile.first * rows_->width(),
                                   points_.const_data_ptr<float>(),
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
