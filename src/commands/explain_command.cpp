// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/explain_command.hpp"

#include "thema/commands/standard_output.hpp"

namespace thema {

ExitCode explain_command(Context& context, const CommandLine& line, const PipelineOptions& options) {
  ExplainRequest request = line.explain;
  request.run = line.run;
  try {
    const ExplainAnswer answer = explain(context, request, options.explain);
    print(answer.text);
    if (!answer.reason.empty()) context.log.line("{}", answer.reason);
    return static_cast<ExitCode>(context.comm.max(static_cast<std::int64_t>(answer.code)));
  } catch (const Stopped&) {  // all ranks threw it together
    context.log.line("{}", kStoppedNote);
    return ExitCode::stopped;
  }
}

}  // namespace thema
