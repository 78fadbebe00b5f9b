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
///   batches.fetch(work(input), rows);  // rows are there after a later fetch, or finish()
class BatchesInFlight {
 public:
  /// `origin` of the weights is named where a result is no number.
  BatchesInFlight(const at::Device& device, std::string origin);
  BatchesInFlight(const BatchesInFlight&) = delete;
  BatchesInFlight& operator=(const BatchesInFlight&) = delete;
  ~BatchesInFlight();

  /// int32 [n] on the device, in order with the work of torch's current stream. Waits for the batch before the last.
  at::Tensor send(std::span<const std::int32_t> numbers);

  /// Takes the first rows.size() values of `result` (fp32, contiguous, on the device) back once they are computed. A
  /// value that is not finite is an Error of this call, a later one or finish().
  void fetch(const at::Tensor& result, std::span<float> rows);

  /// All rows are there when it returns.
  void finish();

 private:
  struct Slot {
    at::Tensor numbers, values;  // pinned
    at::Tensor result;           // on the device, kept until it has come back
    std::span<float> rows;
    std::optional<c10::Event> done;
  };
  void complete(Slot& slot);

  at::Device device_;
  std::string origin_;
  std::optional<c10::Stream> copies_;  // none on a CPU
  std::array<Slot, 2> slots_;
  std::size_t current_ = 0;
};

}  // namespace thema
