// SPDX-License-Identifier: Apache-2.0
#include "thema/model/batches_in_flight.hpp"

#include <ATen/ATen.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "thema/core/error.hpp"

namespace thema {

namespace {

// Pinned memory of at least so many elements; taking it is slow, so it is kept and grows by halves.
at::Tensor& pinned_room(at::Tensor& kept, std::int64_t count, at::ScalarType type) {
  if (!kept.defined() || kept.numel() < count)
    kept = at::empty({count + count / 2}, at::TensorOptions().dtype(type).pinned_memory(true));
  return kept;
}

}  // namespace

BatchesInFlight::BatchesInFlight(const at::Device& device, std::string origin)
    : device_(device), origin_(std::move(origin)) {
  if (!device.is_cpu()) copies_ = c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device);
}

BatchesInFlight::~BatchesInFlight() {
  for (const Slot& slot : slots_) try {
      if (slot.done) slot.done->synchronize();  // the memory it is copied to goes now
    } catch (const c10::Error&) {               // a device that failed has said so already
    }
}

at::Tensor BatchesInFlight::send(std::span<const std::int32_t> numbers) {
  const auto count = std::ssize(numbers);
  const at::TensorOptions host = at::TensorOptions().dtype(at::kInt);
  if (!copies_) return at::from_blob(const_cast<std::int32_t*>(numbers.data()), {count}, host).clone();
  Slot& slot = slot_of(next_);
  complete(slot);
  at::Tensor staged = pinned_room(slot.numbers, count, at::kInt).narrow(0, 0, count);
  std::ranges::copy(numbers, staged.mutable_data_ptr<std::int32_t>());
  constexpr bool non_blocking = true, copy = true;
  return staged.to(device_, at::kInt, non_blocking, copy);
}

std::int64_t BatchesInFlight::fetch(const at::Tensor& result, std::span<float> rows) {
  const auto count = std::ssize(rows);
  require(result.numel() >= count && result.is_contiguous(), "a result that does not fill its rows");
  Slot& slot = slot_of(next_);
  slot.rows = rows;
  slot.result = result.view({-1}).narrow(0, 0, count);
  if (!copies_) {
    slot.values = slot.result;
    complete(slot);
    return next_++;
  }
  c10::Event computed(device_.type());
  computed.record(c10::impl::VirtualGuardImpl(device_.type()).getStream(device_));
  computed.block(*copies_);
  const c10::StreamGuard on_copies(*copies_);
  pinned_room(slot.values, count, at::kFloat).narrow(0, 0, count).copy_(slot.result, /*non_blocking=*/true);
  slot.done.emplace(device_.type());
  slot.done->record(*copies_);
  return next_++;
}

void BatchesInFlight::finish(std::int64_t batch) {
  require(batch < next_, "a batch that was not sent");
  if (batch == next_ - 1) complete(slot_of(next_));  // the one before it
  if (batch >= next_ - 2) complete(slot_of(batch));
}

void BatchesInFlight::complete(Slot& slot) {
  if (slot.rows.empty()) return;
  if (slot.done) slot.done->synchronize();
  const float* values = slot.values.const_data_ptr<float>();
  std::copy_n(values, slot.rows.size(), slot.rows.data());
  const bool finite = std::ranges::all_of(slot.rows, [](float value) { return std::isfinite(value); });
  slot.rows = {};
  slot.done.reset();
  slot.result.reset();
  if (!finite) fail(origin_ + ": the encoder gave a number that is not finite");
}

}  // namespace thema
