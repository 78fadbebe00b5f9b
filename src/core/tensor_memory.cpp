// SPDX-License-Identifier: Apache-2.0
#include "thema/core/tensor_memory.hpp"

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <memory>

namespace thema {

namespace {

// libtorch tells its profiler of every allocation (positive) and release (negative); this stands in the profiler's
// place.
class AllocationWatch : public c10::MemoryReportingInfoBase {
 public:
  explicit AllocationWatch(const Device& device)
      : type_(device.kind == Device::Kind::cpu ? c10::DeviceType::CPU : c10::DeviceType::CUDA) {}

  void reportMemoryUsage(void*, std::int64_t bytes, std::size_t, std::size_t, c10::Device where) override {
    if (where.type() != type_) return;
    memory_.left += bytes;
    memory_.peak = std::max(memory_.peak, memory_.left);
  }
  bool memoryProfilingEnabled() const override { return true; }
  const TensorMemory& memory() const { return memory_; }

 private:
  c10::DeviceType type_;
  TensorMemory memory_;
};

}  // namespace

TensorMemory watch_tensor_memory(const Device& device, const std::function<void()>& work) {
  const auto watch = std::make_shared<AllocationWatch>(device);
  const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, watch);
  work();
  return watch->memory();
}

}  // namespace thema
