// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/edit_command.hpp"

#include "thema/commands/standard_output.hpp"
#include "thema/core/error.hpp"
#include "thema/edit/edit_run.hpp"

namespace thema {

ExitCode edit_command(Context& context, const CommandLine& line) {
  try {
    if (line.edit == EditAction::apply) edit_run(context, line.run, line.edits);
    if (line.edit == EditAction::undo) undo_edit(context, line.run);
  } catch (const Stopped&) {  // all ranks threw it together
    context.log.line("edit: stopped on request, nothing was changed; the same command begins anew");
    return ExitCode::stopped;
  }
  if (context.comm.is_root()) {
    const EditHistory history = edit_history(line.run);
    print(line.format == InfoFormat::json ? as_json(history) : as_text(history));
  }
  return ExitCode::done;
}

}  // namespace thema
