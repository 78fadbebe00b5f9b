// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ATen/core/Tensor.h>
#include <c10/core/Event.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace thema {

/// What goes to the encoder's device and comes back. On a GPU the host's memory is pinned, the copies wait for nobody,
/// results come back on a stream of their own, and two batches are under way at a time: while the GPU works on one the
/// host prepares the next. On a CPU all is done at once.
///
///   const at::Tensor input = batches.send(numbers);
///   const std::int64_t batch = batches.fetch(work(input), rows);
///   batches.finish(batch);  // now rows are there
class BatchesInFlight {
 public:
  /// `origin` of the weights is named where a result is no number.
  BatchesInFlight(const at::Device& device, std::string origin);
  BatchesInFlight(const BatchesInFlight&) = delete;
  BatchesInFlight& operator=(const BatchesInFlight&) = delete;
  ~BatchesInFlight();

  /// int32 [n] on the device, in order with the work of torch's current stream. Waits for the batch before the last.
  at::Tensor send(std::span<const std::int32_t> numbers);

  /// Takes the first rows.size() values of `result` (fp32, contiguous, on the device) back once they are computed, and
  /// gives the batch's number, counted from 0. A value that is not finite is an Error of this call or a later one.
  std::int64_t fetch(const at::Tensor& result, std::span<float> rows);

  /// The rows of this batch, and of all before it, are there when it returns.
  void finish(std::int64_t batch);

 private:
  struct Slot {
    at::Tensor numbers, values;  // pinned
    at::Tensor result;           // on the device, kept until it has come back
    std::span<float> rows;
    std::optional<c10::Event> done;
  };
  Slot& slot_of(std::int64_t batch) { return slots_[static_cast<std::size_t>(batch) % slots_.size()]; }
  void complete(Slot& slot);

  at::Device device_;
  std::string origin_;
  std::optional<c10::Stream> copies_;  // none on a CPU
  std::array<Slot, 2> slots_;          // batch b is in slot b % 2
  std::int64_t next_ = 0;              // number of the next batch
};

}  // namespace thema
