// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace thema::kernels {

/// Whose memory a kernel's pointers are, and so where it runs.
struct Place {
  enum class Kind {
    host,   ///< the kernel is done when the function returns
    device  ///< needs a CUDA build; the kernel is put on `stream` and may not be done when the function returns
  } kind = Kind::host;
  void* stream = nullptr;  ///< of a device: the cudaStream_t
};

}  // namespace thema::kernels
