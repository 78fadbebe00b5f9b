// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "thema/core/context.hpp"

namespace thema {

enum class InfoFormat { text, json };

/// What this machine can do: devices, attention backends and why not, libraries, MPI, ranks and their processors.
/// Collective; the text is rank 0's.
std::string machine_info(Context& context, InfoFormat format);

}  // namespace thema
