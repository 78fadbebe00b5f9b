// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "thema/pipeline.hpp"

namespace thema {

/// An Error of kind `output` where the file cannot be written: told before hours of work rather than after them.
void require_report_file(const Context& context, const std::string& path);

/// Appends one line of JSON to run.report: what each stage took on each rank, where the ranks ran, versions, and the
/// part of the environment that matters. What analysis/scaling.py reads. Collective; rank 0 writes.
void append_run_report(Context& context, const std::string& command, const PipelineOptions& options, const Job& job,
                       const PipelineRun& done);

}  // namespace thema
