// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/torch_names.hpp"

#include "thema/core/error.hpp"

namespace thema::bench {

c10::Device torch_device(const Device& device) {
  if (device.kind == Device::Kind::cpu) return c10::Device(c10::DeviceType::CPU);
  return {c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(device.index)};
}

c10::ScalarType torch_type(Precision precision) {
  if (precision == Precision::fp32) return c10::ScalarType::Float;
  if (precision == Precision::fp16) return c10::ScalarType::Half;
  if (precision == Precision::bf16) return c10::ScalarType::BFloat16;
  fail("no tensor of libtorch has the number format " + name_of(precision));
}

}  // namespace thema::bench
