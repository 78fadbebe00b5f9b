// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/device_rows.hpp"

#include <ATen/ATen.h>

#include <utility>

#include "device_nearest.hpp"
#include "thema/core/error.hpp"

namespace thema::clusters {

namespace {

constexpr std::int64_t kSlice = std::int64_t{1} << 16;           // rows that are rounded to fp16 together
constexpr std::int64_t kNumberBytes = 4 + 2, kRowBytes = 3 * 4;  // fp32 and fp16; remainder, labels before and after
constexpr std::int64_t kFixedBytes = std::int64_t{1} << 30;      // scores of a tile, sums, centroids, libraries

at::Device torch_device(const Device& device) {
  return device.kind == Device::Kind::cpu ? at::Device(at::kCPU)
                                          : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index));
}

}  // namespace

DeviceRows::DeviceRows(const Rows& rows, const Device& device, std::shared_ptr<const DeviceReduction> reduction)
    : device_(device), reduction_(std::move(reduction)), tensors_(std::make_unique<Tensors>()) {
  const c10::InferenceMode inference;
  const at::Device place = torch_device(device);
  tensors_->values = on_device(rows.values, rows.width, place);
  tensors_->halves = at::empty(tensors_->values.sizes(), tensors_->values.options().dtype(at::kHalf));
  tensors_->remainders = at::empty({rows.count()}, tensors_->values.options());
  for (std::int64_t first = 0; first < rows.count(); first += kSlice) {
    const std::int64_t count = std::min(kSlice, rows.count() - first);
    const at::Tensor exact = tensors_->values.narrow(0, first, count);
    at::Tensor halves = tensors_->halves.narrow(0, first, count);
    halves.copy_(exact);
    tensors_->remainders.narrow(0, first, count).copy_(remainders(exact, halves));
  }
}

DeviceRows::~DeviceRows() = default;

std::unique_ptr<DeviceRows> DeviceRows::with(const Rows& others) const {
  return std::make_unique<DeviceRows>(others, device_, reduction_);
}

void DeviceRows::assign(std::span<const float> points, std::span<std::int32_t> labels) const {
  const c10::InferenceMode inference;
  const std::int64_t n = tensors_->count();
  DeviceNearest nearest(*tensors_, std::ssize(points) / tensors_->width(), 1);
  nearest.set_points(on_device(points, tensors_->width(), tensors_->device()));
  at::Tensor found = at::empty({n, 1}, tensors_->values.options().dtype(at::kInt));
  for (std::int64_t first = 0; first < n; first += nearest.tile_rows()) nearest.find(nearest.tile(first), found);
  at::from_blob(labels.data(), {n, 1}, at::kInt).copy_(found);
}

void DeviceRows::for_each_nearest_few(std::span<const float> points, std::int64_t wanted,
                                      const VisitNearestFew& visit) const {
  const c10::InferenceMode inference;
  const std::int64_t n = tensors_->count();
  DeviceNearest nearest(*tensors_, std::ssize(points) / tensors_->width(), wanted);
  nearest.set_points(on_device(points, tensors_->width(), tensors_->device()));
  at::Tensor found = at::empty({n, wanted}, tensors_->values.options().dtype(at::kInt));
  at::Tensor similarities = at::empty({n, wanted}, tensors_->values.options().dtype(at::kDouble));
  std::vector<NearPoint> near(static_cast<std::size_t>(wanted));
  for (std::int64_t first = 0; first < n; first += nearest.tile_rows()) {
    const Range tile = nearest.tile(first);
    nearest.find(tile, found, similarities);
    const at::Tensor ids = found.narrow(0, tile.first, tile.size()).cpu(),
                     values = similarities.narrow(0, tile.first, tile.size()).cpu();
    const std::int32_t* id = ids.const_data_ptr<std::int32_t>();
    const double* value = values.const_data_ptr<double>();
    for (std::int64_t i = tile.first; i < tile.last; ++i) {
      for (NearPoint& point : near) point = {*id++, *value++};
      visit(i, near);
    }
  }
}

std::unique_ptr<DeviceRows> rows_on_device(const Context& context, const Rows& rows) {
  if (!context.comm.any(context.device.kind != Device::Kind::cpu)) return nullptr;
  // Of so many rows and half as many: stability clusters halves of them.
  const std::int64_t needed = rows.count() * (kNumberBytes * rows.width + kRowBytes) * 3 / 2 + kFixedBytes;
  const std::int64_t free = memory_of(context.device).free;
  const bool is_cpu = context.device.kind == Device::Kind::cpu;
  if (context.comm.any(is_cpu || free < needed)) {
    context.log.line(
        "cluster: on the CPU, because the memory of a rank's GPU does not hold its papers ({} MiB free, {} "
        "needed on rank 0)",
        free >> 20, needed >> 20);
    return nullptr;
  }
  auto reduction = std::make_shared<DeviceReduction>(context.comm, context.device);
  context.log.line("cluster: on {}, sums by {}", context.device.text(), reduction->route());
  return std::make_unique<DeviceRows>(rows, context.device, std::move(reduction));
}

}  // namespace thema::clusters
