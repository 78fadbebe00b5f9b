// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/bench/bench_options.hpp"
#include "thema/bench/report.hpp"
#include "thema/core/context.hpp"
#include "thema/encode/encode.hpp"

namespace thema::bench {

/// Times the whole encoder, from token ids to unit vectors, in the batches that the encode stage makes, with each
/// attention variant that can; shares of the peak of a matrix product measured beside it, and the smallest cosine of
/// each variant's vectors to those of math. Collective.
Report benchmark_encode(Context& context, const BenchOptions& options, const EncodeOptions& encode);

}  // namespace thema::bench
