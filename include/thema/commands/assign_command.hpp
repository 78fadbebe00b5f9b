// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/commands/command_line.hpp"

namespace thema {

/// `thema assign`: puts new papers into a run's topics and prints how they lie among them. Collective.
ExitCode assign_command(Context& context, const CommandLine& line, const PipelineOptions& options);

}  // namespace thema
