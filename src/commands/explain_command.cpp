// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/explain_command.hpp"

#include <cstdio>

namespace thema {

ExitCode explain_command(Context& context, const CommandLine& line, const PipelineOptions& options) {
  ExplainRequest request = line.explain;
  request.run = line.run;
  try {
    const ExplainAnswer answer = explain(context, request, options.explain);
    if (std::fputs(answer.text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
      fail_output("standard output cannot be written to");
    if (!answer.reason.empty()) context.log.line("{}", answer.reason);
    return static_cast<ExitCode>(context.comm.max(static_cast<std::int64_t>(answer.code)));
  } catch (const Stopped&) {  // all ranks threw it together
    context.log.line("{}", kStoppedNote);
    return ExitCode::stopped;
  }
}

}  // namespace thema
