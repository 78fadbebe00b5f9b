// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/core/device.hpp"
#include "thema/model/attention.hpp"
#include "thema/model/linear.hpp"
#include "thema/model/precision.hpp"

namespace thema {

/// How a GPU is told what to do.
enum class Launches {
  one_by_one,  ///< kernel by kernel
  as_graphs    ///< all of a batch at once (encoder_graphs.hpp); needs attention flash or efficient
};

/// Where and how an encoder computes.
struct EncoderPlacement {
  Device device;
  Precision precision = Precision::fp32;
  AttentionBackend attention = AttentionBackend::math;
  Gelu gelu = Gelu::erf;
  Launches launches = Launches::one_by_one;
};

}  // namespace thema
