// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/commands/command_line.hpp"

namespace thema {

/// `thema edit`: edits the topics of a run, or drops the last edit, and prints the history. Collective.
ExitCode edit_command(Context& context, const CommandLine& line);

}  // namespace thema
