// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "device_nearest.hpp"
#include "thema/cluster/empty_topics.hpp"
#include "thema/cluster/lloyd.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/region.hpp"
#include "thema/kernels/mean_directions.hpp"
#include "thema/kernels/regroup_rows.hpp"

namespace thema::clusters {

namespace {

/// Sums [k, d], sizes [k] and the number of rows that moved, in one piece: one message.
class SumsOnDevice {
 public:
  SumsOnDevice(std::int64_t k, std::int64_t width, const at::Tensor& like)
      : k_(k), width_(width), numbers_(at::zeros({k * width + k + 1}, like.options().dtype(at::kLong))) {}

  std::int64_t* sums() { return numbers_.mutable_data_ptr<std::int64_t>(); }
  std::int64_t* size_counters() { return sums() + k_ * width_; }
  std::int64_t* moved_counter() { return size_counters() + k_; }
  std::int64_t count() const { return numbers_.numel(); }
  void clear() { numbers_.zero_(); }
  void add(const SumsOnDevice& change) { numbers_.add_(change.numbers_); }

  /// On the host.
  std::vector<std::int64_t> sizes() const {
    const at::Tensor here = numbers_.narrow(0, k_ * width_, k_).cpu();
    return {here.const_data_ptr<std::int64_t>(), here.const_data_ptr<std::int64_t>() + k_};
  }
  std::int64_t moved_rows() const { return numbers_[count() - 1].item<std::int64_t>(); }

 private:
  std::int64_t k_, width_;
  at::Tensor numbers_;
};

class DeviceLloyd final : public Lloyd {
 public:
  DeviceLloyd(const Communicator& comm, const Rows& rows, std::vector<float> start)
      : comm_(comm),
        rows_(rows),
        on_device_(rows.on_device->tensors()),
        k_(std::ssize(start) / rows.width),
        fixed_(rows.total),
        centroids_(std::move(start)),
        nearest_(on_device_, k_, 1),
        means_(on_device(centroids_, rows.width, on_device_.device())),
        labels_(at::full({rows.count()}, -1, means_.options().dtype(at::kInt))),
        next_(at::empty_like(labels_)),
        change_(k_, rows.width, means_),
        sums_(k_, rows.width, means_) {}

  const std::vector<float>& centroids() const override { return centroids_; }

  void finish(Solution& solution) override {
    std::int64_t objective = 0;
    // Where no row changed topic the labels come out as they are, and the similarities with them.
    rows_.on_device->for_each_nearest_few(centroids_, 1, [&](std::int64_t, std::span<const NearPoint> near) {
      solution.labels.push_back(near[0].point);
      objective += fixed_.encode(near[0].similarity);
    });
    solution.objective = comm_.sum(objective);
    solution.centroids = std::move(centroids_);
  }

 private:
  // A tile's rows are summed while they are still in the cache; its seconds are in those of assigning.
  std::int64_t assign_rows(IterationTrace& trace) override {
    const c10::InferenceMode inference;
    trace.products = rows_.count() * k_;
    {
      const Lap lap(trace.assign_seconds);
      change_.clear();
      nearest_.set_points(means_);
      nearest_.for_each_tile([&](Range tile) {
        nearest_.find(tile, next_);
        regroup(tile);
      });
      synchronise(rows_.on_device->device());
    }
    return reduce(trace);
  }

  void regroup(Range tile) {
    kernels::regroup_rows(on_device_.place(), on_device_.values.const_data_ptr<float>() + tile.first * rows_.width,
                          tile.size(), rows_.width, labels_.const_data_ptr<std::int32_t>() + tile.first,
                          next_.const_data_ptr<std::int32_t>() + tile.first, fixed_, change_.sums(),
                          change_.size_counters(), change_.moved_counter());
  }

  // Applies all ranks' changes; returns how many rows moved. The sizes are known here afterwards.
  std::int64_t reduce(IterationTrace& trace) {
    const Lap lap(trace.reduce_seconds);
    rows_.on_device->reduction().sum(change_.sums(), change_.count(), on_device_.place().stream);
    sums_.add(change_);
    std::swap(labels_, next_);
    sizes_ = sums_.sizes();
    return change_.moved_rows();
  }

  std::int64_t fill_empty_topics(IterationTrace& trace) override {
    if (std::ranges::find(sizes_, 0) == sizes_.end()) return 0;
    const c10::InferenceMode inference;
    std::vector<std::int32_t> labels(static_cast<std::size_t>(rows_.count()));
    const at::Tensor here = at::from_blob(labels.data(), {rows_.count()}, at::kInt);
    here.copy_(labels_);
    for (const kernels::Move& move : moves_to_empty_topics(comm_, rows_, centroids_, labels, sizes_))
      labels[static_cast<std::size_t>(move.row)] = move.to;
    next_.copy_(here);
    change_.clear();
    regroup({0, rows_.count()});
    return reduce(trace);
  }

  void move_centroids() override {
    const c10::InferenceMode inference;
    kernels::mean_directions(on_device_.place(), sums_.sums(), k_, rows_.width, fixed_,
                             means_.mutable_data_ptr<float>());
    at::from_blob(centroids_.data(), {k_, rows_.width}, at::kFloat).copy_(means_);
  }

  const Communicator& comm_;
  const Rows& rows_;
  const DeviceRows::Tensors& on_device_;
  std::int64_t k_;
  FixedPoint fixed_;
  std::vector<float> centroids_;
  DeviceNearest nearest_;
  at::Tensor means_;          // centroids_ on the device
  at::Tensor labels_, next_;  // [n]
  SumsOnDevice change_, sums_;
  std::vector<std::int64_t> sizes_;
};

}  // namespace

std::unique_ptr<Lloyd> lloyd_on_device(const Communicator& comm, const Rows& rows, std::vector<float> start) {
  return std::make_unique<DeviceLloyd>(comm, rows, std::move(start));
}

}  // namespace thema::clusters
