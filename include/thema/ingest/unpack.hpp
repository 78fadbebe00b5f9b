// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>

#include "thema/core/log.hpp"

namespace thema {

/// Whether the name ends in .gz or .zst.
bool is_packed(const std::filesystem::path& file);

/// Unpacks a .gz file (of any number of members; zeros behind one are ignored) or a .zst file (of any number of frames)
/// into FOLDER/NAME-SIZE-CHECKSUM and returns that path; size and checksum are those of the packed file, so a copy that
/// is there already is the right one and is used. Written under another name first: a killed job leaves no half copy. A
/// broken or cut archive is an Error of kind `data` that names it. One process.
std::filesystem::path unpack(const Log& log, const std::filesystem::path& packed, const std::filesystem::path& folder);

}  // namespace thema
