// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace thema {

/// While one of these lives, memory that the program frees stays with it and is taken again, up to 32 MiB a piece,
/// instead of going back to the system and coming anew page by page, which for arrays of a batch can cost a fifth of
/// an encoder's time. Process-wide, and of glibc's allocator: whoever runs an encoder for long has one, not the
/// encoder. The destructor sets the defaults again and gives back what is free.
class ReusedMemory {
 public:
  ReusedMemory();
  ReusedMemory(const ReusedMemory&) = delete;
  ReusedMemory& operator=(const ReusedMemory&) = delete;
  ~ReusedMemory();
};

}  // namespace thema
