// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/assign_command.hpp"

#include "thema/commands/standard_output.hpp"
#include "thema/core/error.hpp"

namespace thema {

ExitCode assign_command(Context& context, const CommandLine& line, const PipelineOptions& options) {
  AssignRequest request{line.run, options.ingest.input, line.name};
  if (line.on_difference == OtherFingerprint::overwrite) request.on_difference = AssignRequest::OtherFile::overwrite;
  for (const Stage stage : {Stage::ingest, Stage::encode}) request.revisions.push_back(revision_line(stage));
  try {
    const AssignAnswer answer = assign_papers(context, request, options.assign);
    if (context.comm.is_root())
      print(line.format == InfoFormat::json ? as_json(answer.title, answer.drift)
                                            : as_text(answer.title, answer.drift));
    return ExitCode::done;
  } catch (const Stopped&) {  // all ranks threw it together
    context.log.line("assign: stopped on request; the same command goes on from here");
    return ExitCode::stopped;
  }
}

}  // namespace thema
