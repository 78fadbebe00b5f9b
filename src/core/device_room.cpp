// SPDX-License-Identifier: Apache-2.0
#include "thema/core/device_room.hpp"

#include <c10/core/CachingDeviceAllocator.h>

namespace thema {

std::int64_t least_room_left(const DeviceReduction& ranks, const Device& device, std::int64_t bytes) {
  if (device.kind == Device::Kind::cuda) at::getDeviceAllocator(at::kCUDA)->emptyCache();  // what other stages left
  return ranks.comm().min(memory_of(device).free - bytes * ranks.ranks_of_device());
}

}  // namespace thema
