// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "thema/cluster/nearest.hpp"
#include "thema/cluster/rows.hpp"
#include "thema/core/context.hpp"
#include "thema/core/device.hpp"
#include "thema/core/device_reduction.hpp"

namespace thema::clusters {

/// A rank's rows in the memory of a device (nearest/half_rows.hpp): products in fp16 find the nearest points, and what
/// their errors leave open is decided exactly, so every result has the bits that the host's has. Takes 6 bytes a
/// number. On a CPU, for tests, it does the same on copies.
class DeviceRows {
 public:
  /// For clustering into at most `most_topics`.
  DeviceRows(const Rows& rows, const Device& device, std::shared_ptr<const DeviceReduction> reduction,
             std::int64_t most_topics);
  DeviceRows(const DeviceRows&) = delete;
  DeviceRows& operator=(const DeviceRows&) = delete;
  ~DeviceRows();

  /// Other rows on the same device; null where some rank's has no room for them: the host gives the same. Collective.
  std::unique_ptr<DeviceRows> with(const Rows& others) const;

  /// labels[i] = the point nearest to own row i. points [count, d], of norm at most 1; labels [own rows].
  void assign(std::span<const float> points, std::span<std::int32_t> labels) const;
  /// Calls visit(i, the `wanted` nearest points, nearest first) for each own row in order; wanted is at most the number
  /// of points.
  void for_each_nearest_few(std::span<const float> points, std::int64_t wanted, const VisitNearestFew& visit) const;

  const Device& device() const { return device_; }
  /// Sums over the ranks, of what lies on the device.
  const DeviceReduction& reduction() const { return *reduction_; }

  struct Tensors;
  const Tensors& tensors() const { return *tensors_; }

 private:
  Device device_;
  std::shared_ptr<const DeviceReduction> reduction_;
  std::int64_t most_topics_;
  std::unique_ptr<Tensors> tensors_;
};

/// The rows on the context's device, to be clustered into at most `most_topics`. Null when that is a CPU, and, with a
/// line in the log, when some rank's device has no room for them. An Error when NCCL cannot be started. Collective.
std::unique_ptr<DeviceRows> rows_on_device(const Context& context, const Rows& rows, std::int64_t most_topics);

}  // namespace thema::clusters
