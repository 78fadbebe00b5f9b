// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace thema {

/// XXH3, 64 bits, seed 0 (xxhash.com; the same value as Python's xxhash.xxh3_64_intdigest).
std::uint64_t checksum(std::span<const std::byte> bytes);
std::uint64_t checksum(std::string_view bytes);

/// 16 lower-case hexadecimal digits.
std::string hexadecimal(std::uint64_t value);

}  // namespace thema
