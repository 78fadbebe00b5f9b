// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/core/device.hpp"
#include "thema/core/device_reduction.hpp"

namespace thema {

/// Bytes that stay free on the fullest device when each rank takes so many of its own's memory; negative: too few.
/// Ranks may share a device, and all look before any of them takes more. Collective.
std::int64_t least_room_left(const DeviceReduction& ranks, const Device& device, std::int64_t bytes);

}  // namespace thema
