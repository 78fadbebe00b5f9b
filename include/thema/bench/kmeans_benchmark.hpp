// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/bench/bench_options.hpp"
#include "thema/bench/report.hpp"
#include "thema/core/context.hpp"

namespace thema::bench {

/// Spherical k-means of the rows of bench.embeddings (or of synthetic ones) from given centroids until no row changes
/// topic: seconds of the first iteration and of the whole run, by phase, and how many of all products were computed.
/// The ranks divide the rows, so a row of the report at 1, 2 and 4 ranks is strong scaling. Collective.
Report benchmark_kmeans(Context& context, const BenchOptions& options);

}  // namespace thema::bench
