// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/bench/bench_options.hpp"
#include "thema/bench/report.hpp"
#include "thema/core/context.hpp"

namespace thema::bench {

/// Embeddings written as the encode stage writes them, block by block with a commit for every 64 MiB, beside a plain
/// file of the same bytes, in the same order, with the same syncs; and the checks, seal and final name that follow. All
/// ranks write their part of one file in bench.folder, in turn. Collective.
Report benchmark_write(Context& context, const BenchOptions& options);

}  // namespace thema::bench
