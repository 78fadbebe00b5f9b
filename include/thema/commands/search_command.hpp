// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/commands/command_line.hpp"

namespace thema {

/// `thema search`: prints what is nearest to each question as soon as it is known. Collective.
ExitCode search_command(Context& context, const CommandLine& line, const PipelineOptions& options);

}  // namespace thema
