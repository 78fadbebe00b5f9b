// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "thema/bench/bench_options.hpp"
#include "thema/bench/report.hpp"
#include "thema/core/context.hpp"
#include "thema/encode/encode.hpp"

/// Benchmarks: what is claimed about speed, measured. Each is one function from options to a Report.
namespace thema::bench {

/// Names that `run_benchmark` takes, in the order of the help text.
std::vector<std::string> benchmark_names();

/// Runs one. Another name is an Error of kind `usage` that lists them. Collective; the report is the same on all ranks
/// but for what only rank 0 needs.
Report run_benchmark(Context& context, const std::string& name, const BenchOptions& options,
                     const EncodeOptions& encode);

}  // namespace thema::bench
