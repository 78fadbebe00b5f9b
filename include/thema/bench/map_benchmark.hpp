// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/bench/bench_options.hpp"
#include "thema/bench/report.hpp"
#include "thema/core/context.hpp"

namespace thema::bench {

/// Times the parts of a map one by one: the exact search of neighbours, beside the rate of a matrix product in fp32,
/// the graphs, an epoch of UMAP and of t-SNE on a map under way, and the exchange of positions alone. Collective.
Report benchmark_map(Context& context, const BenchOptions& options);

}  // namespace thema::bench
