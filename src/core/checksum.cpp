// SPDX-License-Identifier: Apache-2.0
#include "thema/core/checksum.hpp"

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace thema {

std::uint64_t checksum(std::span<const std::byte> bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }
std::uint64_t checksum(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }
std::string hexadecimal(std::uint64_t value) { return fmt::format("{:016x}", value); }

}  // namespace thema
