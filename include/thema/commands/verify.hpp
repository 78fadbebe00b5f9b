// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>

#include "thema/core/context.hpp"
#include "thema/core/error.hpp"

namespace thema {

/// Checks every checksum of every stage file of a run directory and that each file was made from the files beside it;
/// prints a line per file. `data` when anything is damaged. Collective.
ExitCode verify_run(Context& context, const std::filesystem::path& run);

}  // namespace thema
