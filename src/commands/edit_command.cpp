// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/edit_command.hpp"

#include "thema/commands/standard_output.hpp"
#include "thema/core/error.hpp"
#include "thema/edit/edit_run.hpp"
#include "thema/finished/edited_topics.hpp"

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
    if (line.edit == EditAction::undo && !finished::edits_fit(line.run)) {
      context.log.warning(
          "the edits up to number {} are not of the clusters.h5 beside them either, or were changed "
          "afterwards, or files of them are missing; --undo drops the last of them",
          finished::last_edit(line.run));
      return ExitCode::done;
    }
    const EditHistory history = edit_history(line.run);
    print(line.format == InfoFormat::json ? as_json(history) : as_text(history));
  }
  return ExitCode::done;
}

}  // namespace thema
