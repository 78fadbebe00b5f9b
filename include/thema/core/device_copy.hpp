// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

#include "thema/core/device.hpp"

namespace thema {

/// Bytes of the host in a device's memory, copied in the order of the device's current stream. On a CPU they stay where
/// they are. DeviceCopy has the same with a type.
class DeviceBytes {
 public:
  DeviceBytes(const Device& device, const void* host, std::size_t count);
  DeviceBytes(const DeviceBytes&) = delete;
  DeviceBytes& operator=(const DeviceBytes&) = delete;
  ~DeviceBytes();

  void* data() const { return data_; }
  /// What they are now, once the stream is there.
  void copy_to(void* host) const;

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;  // none on a CPU
  void* data_;
};

/// Numbers of the host, which outlive it, in a device's memory.
template <class T> class DeviceCopy {
 public:
  DeviceCopy(const Device& device, std::span<T> host) : host_(host), bytes_(device, host.data(), host.size_bytes()) {}

  T* data() const { return static_cast<T*>(bytes_.data()); }
  /// Back to where they came from, once the device has done what it was given.
  void read_back() const requires(!std::is_const_v<T>) { bytes_.copy_to(host_.data()); }

 private:
  std::span<T> host_;
  DeviceBytes bytes_;
};

}  // namespace thema
