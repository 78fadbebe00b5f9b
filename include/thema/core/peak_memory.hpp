// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace thema {

/// Forgets the peak so far, so that the next one is that of what follows (Linux; without effect where refused).
void reset_peak_memory();
/// Largest resident set of this process since the last reset, bytes.
std::int64_t peak_memory_bytes();

}  // namespace thema
