// SPDX-License-Identifier: Apache-2.0
#include "thema/commands/compare_command.hpp"

#include "thema/commands/standard_output.hpp"

namespace thema {

ExitCode compare_command(Context& context, const CommandLine& line, const PipelineOptions& options) {
  const comparison::Comparison result = compare(context, line.run, line.with, options.compare);
  if (context.comm.is_root()) print(line.format == InfoFormat::json ? as_json(result) : as_text(result));
  return ExitCode::done;
}

}  // namespace thema
