// SPDX-License-Identifier: Apache-2.0
#include "thema/core/reused_memory.hpp"

#include <malloc.h>

#include <limits>

namespace thema {

namespace {

constexpr int kDefaultThreshold = 128 << 10;  // of both, in mallopt(3)
constexpr int kLargestPiece = 32 << 20;       // the most that glibc allows

}  // namespace

ReusedMemory::ReusedMemory() {
  ::mallopt(M_MMAP_THRESHOLD, kLargestPiece);
  ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
}

ReusedMemory::~ReusedMemory() {
  ::mallopt(M_MMAP_THRESHOLD, kDefaultThreshold);
  ::mallopt(M_TRIM_THRESHOLD, kDefaultThreshold);
  ::malloc_trim(0);
}

}  // namespace thema
