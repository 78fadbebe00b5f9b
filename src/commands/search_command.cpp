// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/search_command.hpp"

#include "thema/commands/standard_output.hpp"
#include "thema/core/error.hpp"

namespace thema {

ExitCode search_command(Context& context, const CommandLine& line, const PipelineOptions& options) {
  SearchRequest request = line.search;
  request.run = line.run;
  const auto lines = request.questions.empty() ? search::JsonLines::several : search::JsonLines::single;
  try {
    search_run(context, request, options.search, [&](const search::Answer& answer) {
      print(line.format == InfoFormat::json ? as_json(answer, lines) : as_text(answer));
    });
    return ExitCode::done;
  } catch (const Stopped&) {  // all ranks threw it together
    context.log.line("search: stopped on request; the questions above were answered");
    return ExitCode::stopped;
  }
}

}  // namespace thema
