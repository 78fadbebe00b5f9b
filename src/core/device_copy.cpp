// SPDX-License-Identifier: Apache-2.0
#include "thema/core/device_copy.hpp"

#include <ATen/ATen.h>

#include "thema/core/torch_device.hpp"

namespace thema {

namespace {

at::Tensor lent(void* host, std::int64_t count) { return at::from_blob(host, {count}, at::kByte); }

}  // namespace

struct DeviceBytes::Memory {
  at::Tensor bytes;
};

DeviceBytes::DeviceBytes(const Device& device, const void* host, std::size_t count) : data_(const_cast<void*>(host)) {
  if (device.kind == Device::Kind::cpu) return;
  memory_ = std::make_unique<Memory>(lent(data_, static_cast<std::int64_t>(count)).to(torch_device(device)));
  data_ = memory_->bytes.mutable_data_ptr();
}

DeviceBytes::~DeviceBytes() = default;

void DeviceBytes::copy_to(void* host) const {
  if (memory_) lent(host, memory_->bytes.numel()).copy_(memory_->bytes);
}

}  // namespace thema
