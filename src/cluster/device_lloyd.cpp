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
  std::int64_t* sizes() { return sums() + k_ * width_; }
  std::int64_t* moved() { return sizes() + k_; }
  std::int64_t count() const { return numbers_.numel(); }
  void clear() { numbers_.zero_(); }
  void add(const SumsOnDevice& change) { numbers_.add_(change.numbers_); }
  /// On the host: the sizes, and behind them the number of rows that moved.
  std::vector<std::int64_t> sizes_and_moved() const {
    const at::Tensor here = numbers_.narrow(0, k_ * width_, k_ + 1).cpu();
    const std::int64_t* numbers = here.const_data_ptr<std::int64_t>();
    return {numbers, numbers + k_ + 1};
  }

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

  IterationTrace step() override {
    const c10::InferenceMode inference;
    IterationTrace trace;
    trace.products = rows_.count() * k_;
    {
      const Lap lap(trace.assign_seconds);  // with the sums, tile by tile
      change_.clear();
      assign_rows();
      synchronise();
    }
    trace.changed = reduce(trace);
    trace.changed += fill_empty_topics(trace);
    is_settled_ = trace.changed == 0;
    const Lap lap(trace.centroids_seconds);
    if (!is_settled_) move_centroids();
    return trace;
  }

  const std::vector<float>& centroids() const override { return centroids_; }

  void finish(Solution& solution) override {
    const c10::InferenceMode inference;
    // Where no row changed topic the labels come out as they are, and the similarities with them.
    nearest_.set_points(means_);
    at::Tensor found = at::empty({nearest_.tile_rows(), 1}, labels_.options());
    at::Tensor similarities = at::empty(found.sizes(), means_.options().dtype(at::kDouble));
    std::int64_t objective = 0;
    for_each_tile([&](Range tile) {
      nearest_.find(tile, found, similarities);
      labels_.narrow(0, tile.first, tile.size()).copy_(found.narrow(0, 0, tile.size()).view(-1));
      const at::Tensor here = similarities.narrow(0, 0, tile.size()).cpu();
      const double* similarity = here.const_data_ptr<double>();
      for (std::int64_t i = 0; i < tile.size(); ++i) objective += fixed_.encode(similarity[i]);
    });
    solution.objective = comm_.sum(objective);
    solution.labels = labels_on_host();
    solution.centroids = std::move(centroids_);
  }

 private:
  template <class Action> void for_each_tile(const Action& action) {
    for (std::int64_t first = 0; first < rows_.count(); first += nearest_.tile_rows()) action(nearest_.tile(first));
  }

  // The labels into next_, what they move into change_, while a tile's rows are still in the cache.
  void assign_rows() {
    nearest_.set_points(means_);
    for_each_tile([&](Range tile) {
      nearest_.find(tile, next_);
      regroup(tile);
    });
  }

  void regroup(Range tile) {
    kernels::regroup_rows(on_device_.place(), on_device_.values.const_data_ptr<float>() + tile.first * rows_.width,
                          tile.size(), rows_.width, labels_.const_data_ptr<std::int32_t>() + tile.first,
                          next_.const_data_ptr<std::int32_t>() + tile.first, fixed_, change_.sums(), change_.sizes(),
                          change_.moved());
  }

  // Applies all ranks' changes; returns how many rows moved. The sizes are known here afterwards.
  std::int64_t reduce(IterationTrace& trace) {
    const Lap lap(trace.reduce_seconds);
    rows_.on_device->reduction().sum(change_.sums(), change_.count(), on_device_.place().stream);
    sums_.add(change_);
    std::swap(labels_, next_);
    sizes_ = sums_.sizes_and_moved();
    const std::int64_t before = std::exchange(moved_, sizes_.back());
    sizes_.pop_back();
    return moved_ - before;
  }

  std::int64_t fill_empty_topics(IterationTrace& trace) {
    if (std::ranges::find(sizes_, 0) == sizes_.end()) return 0;
    std::vector<std::int32_t> labels = labels_on_host();
    for (const kernels::Move& move : moves_to_empty_topics(comm_, rows_, centroids_, labels, sizes_))
      labels[static_cast<std::size_t>(move.row)] = move.to;
    next_.copy_(at::from_blob(labels.data(), {rows_.count()}, at::kInt));
    change_.clear();
    regroup({0, rows_.count()});
    return reduce(trace);
  }

  void move_centroids() {
    kernels::mean_directions(on_device_.place(), sums_.sums(), k_, rows_.width, fixed_,
                             means_.mutable_data_ptr<float>());
    at::from_blob(centroids_.data(), {k_, rows_.width}, at::kFloat).copy_(means_);
  }

  std::vector<std::int32_t> labels_on_host() const {
    std::vector<std::int32_t> labels(static_cast<std::size_t>(rows_.count()));
    at::from_blob(labels.data(), {rows_.count()}, at::kInt).copy_(labels_);
    return labels;
  }

  // So that the times of a step are those of its work.
  void synchronise() const { thema::synchronise(rows_.on_device->device()); }

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
  std::int64_t moved_ = 0;
  bool is_settled_ = false;  // no row changed topic in the last step
};

}  // namespace

std::unique_ptr<Lloyd> lloyd_on_device(const Communicator& comm, const Rows& rows, std::vector<float> start) {
  return std::make_unique<DeviceLloyd>(comm, rows, std::move(start));
}

}  // namespace thema::clusters
