// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/commands/command_line.hpp"

namespace thema {

/// Explains what the command line names and prints it on standard output: a report, in colours where that is a terminal
/// and NO_COLOR is not set (no-color.org), or JSON. Collective.
ExitCode explain_command(Context& context, const CommandLine& line, const PipelineOptions& options);

}  // namespace thema
