// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/commands/command_line.hpp"

namespace thema {

/// Runs the benchmark that the command line names and prints its report on standard output: a table, or JSON with
/// command, machine, version and options. Collective.
ExitCode benchmark(Context& context, const CommandLine& line, const OptionTable& table, const PipelineOptions& options);

}  // namespace thema
