// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/core/device.hpp"
#include "thema/model/attention.hpp"
#include "thema/model/precision.hpp"

namespace thema {

/// Where and how an encoder computes.
struct EncoderPlacement {
  Device device;
  Precision precision = Precision::fp32;
  AttentionBackend attention = AttentionBackend::math;
};

}  // namespace thema
