// SPDX-License-Identifier: Apache-2.0
#include "thema/core/torch_device.hpp"

#include <c10/core/impl/VirtualGuardImpl.h>

namespace thema {

c10::Device torch_device(const Device& device) {
  if (device.kind == Device::Kind::cpu) return c10::Device(c10::DeviceType::CPU);
  return {c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(device.index)};
}

void* current_stream(const c10::Device& device) {
  if (device.is_cpu()) return nullptr;
  return c10::impl::VirtualGuardImpl(device.type()).getStream(device).native_handle();
}

void* current_stream(const Device& device) { return current_stream(torch_device(device)); }

}  // namespace thema
