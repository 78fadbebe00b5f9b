// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/core/device.hpp"

namespace thema::kernels {

/// Whose memory a kernel's pointers are, and so where it runs.
struct Place {
  enum class Kind {
    host,   ///< the kernel is done when the function returns
    device  ///< needs a CUDA build; the kernel is put on `stream` and may not be done when the function returns
  } kind = Kind::host;
  void* stream = nullptr;  ///< of a device: the cudaStream_t
};

/// The memory of a device, and the stream that libtorch uses now.
inline Place place_on(const Device& device) {
  if (device.kind == Device::Kind::cpu) return {};
  return {Place::Kind::device, current_stream(device)};
}

}  // namespace thema::kernels
