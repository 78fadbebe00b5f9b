// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/commands/command_line.hpp"

namespace thema {

/// Compares the two runs that the command line names and prints it on standard output: tables, or JSON. Collective.
ExitCode compare_command(Context& context, const CommandLine& line, const PipelineOptions& options);

}  // namespace thema
