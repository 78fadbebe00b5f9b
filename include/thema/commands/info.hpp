// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>

#include "thema/core/context.hpp"

namespace thema {

enum class InfoFormat { text, json };
/// What info tells of: what thema can do here, or also the site around it.
enum class InfoSubject { machine, site };

/// What this machine can do: devices, attention backends and why not, libraries, MPI, ranks and their processors.
/// Collective; the text is rank 0's.
std::string machine_info(Context& context, InfoFormat format);

/// The same, and for each machine what an administrator asks for (commands/site_info.hpp), of the file systems that of
/// `run`, or of the current folder where it is empty. Collective; the text is rank 0's.
std::string site_info(Context& context, const std::filesystem::path& run, InfoFormat format);

}  // namespace thema
