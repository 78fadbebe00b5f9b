// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/device_rows.hpp"

#include <ATen/ATen.h>

#include <utility>

#include "device_nearest.hpp"
#include "thema/core/device_room.hpp"
#include "thema/core/pulse.hpp"
#include "thema/core/torch_device.hpp"

namespace thema::clusters {

namespace {

// Bytes of a rank's device that so many rows take while they are clustered.
std::int64_t bytes_for(const Rows& rows, std::int64_t most_topics) {
  constexpr std::int64_t number = 4 + 2, row = 3 * 4;      // fp32 and fp16; remainder, labels before and after
  constexpr std::int64_t centroid_number = 2 * 8 + 4 + 2;  // sums, their change, fp32, fp16
  constexpr std::int64_t fixed = std::int64_t{1} << 30;    // scores of a tile, rounding, the libraries' own
  return rows.count() * (number * rows.width + row) + most_topics * rows.width * centroid_number + fixed;
}

}  // namespace

DeviceRows::DeviceRows(const Rows& rows, const Device& device, std::shared_ptr<const DeviceReduction> reduction,
                       std::int64_t most_topics)
    : device_(device),
      reduction_(std::move(reduction)),
      most_topics_(most_topics),
      tensors_(std::make_unique<Tensors>()) {
  const c10::InferenceMode inference;
  static_cast<HalfRows&>(*tensors_) = half_rows(rows.values, rows.width, torch_device(device));
}

DeviceRows::~DeviceRows() = default;

std::unique_ptr<DeviceRows> DeviceRows::with(const Rows& others) const {
  if (least_room_left(*reduction_, device_, bytes_for(others, most_topics_)) < 0) return nullptr;
  return std::make_unique<DeviceRows>(others, device_, reduction_, most_topics_);
}

void DeviceRows::assign(std::span<const float> points, std::span<std::int32_t> labels) const {
  const c10::InferenceMode inference;
  const std::int64_t n = tensors_->count();
  DeviceNearest nearest(*tensors_, std::ssize(points) / tensors_->width(), 1);
  nearest.set_points(on_device(points, tensors_->width(), tensors_->device()));
  at::Tensor found = at::empty({n, 1}, tensors_->values.options().dtype(at::kInt));
  nearest.for_each_tile([&](Range tile) { nearest.find(tile, found); });
  at::from_blob(labels.data(), {n, 1}, at::kInt).copy_(found);
}

void DeviceRows::for_each_nearest_few(std::span<const float> points, std::int64_t wanted,
                                      const VisitNearestFew& visit) const {
  const c10::InferenceMode inference;
  DeviceNearest nearest(*tensors_, std::ssize(points) / tensors_->width(), wanted);
  nearest.set_points(on_device(points, tensors_->width(), tensors_->device()));
  at::Tensor found = at::empty({nearest.tile_rows(), wanted}, tensors_->values.options().dtype(at::kInt));
  at::Tensor similarities = at::empty(found.sizes(), tensors_->values.options().dtype(at::kDouble));
  std::vector<NearPoint> near(static_cast<std::size_t>(wanted));
  nearest.for_each_tile([&](Range tile) {
    pulse::step();
    nearest.find(tile, found, similarities);
    const at::Tensor ids = found.narrow(0, 0, tile.size()).cpu(), values = similarities.narrow(0, 0, tile.size()).cpu();
    const std::int32_t* id = ids.const_data_ptr<std::int32_t>();
    const double* value = values.const_data_ptr<double>();
    for (std::int64_t i = tile.first; i < tile.last; ++i) {
      for (NearPoint& point : near) point = {*id++, *value++};
      visit(i, near);
    }
  });
}

std::unique_ptr<DeviceRows> rows_on_device(const Context& context, const Rows& rows, std::int64_t most_topics) {
  const bool is_cpu = context.device.kind == Device::Kind::cpu;
  if (context.comm.any(is_cpu)) {
    if (!is_cpu) context.log.line("cluster: on the CPU, because not every rank has a GPU");
    return nullptr;
  }
  auto reduction = std::make_shared<DeviceReduction>(context.comm, context.device);
  const std::int64_t left = least_room_left(*reduction, context.device, bytes_for(rows, most_topics));
  if (left < 0) {
    context.log.line("cluster: on the CPU, because the papers of a rank need {} MiB more than its GPU has free",
                     (-left >> 20) + 1);
    return nullptr;
  }
  context.log.line("cluster: on {}, sums by {}", context.device.text(), reduction->route());
  return std::make_unique<DeviceRows>(rows, context.device, std::move(reduction), most_topics);
}

}  // namespace thema::clusters
