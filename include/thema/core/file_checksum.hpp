// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>

#include "thema/core/communicator.hpp"

namespace thema {

/// Checksum of every byte of a file, the same for any number of ranks: each rank takes its part of the pieces of
/// 4 MiB, and the pieces' checksums, in order, are summed up by one more. Collective.
std::uint64_t file_checksum(const Communicator& comm, const std::filesystem::path& path);

}  // namespace thema
