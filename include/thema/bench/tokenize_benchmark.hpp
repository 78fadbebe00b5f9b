// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>

#include "thema/bench/bench_options.hpp"
#include "thema/bench/report.hpp"
#include "thema/core/context.hpp"

namespace thema::bench {

/// Times the tokenizer of the model's folder on one thread of each rank: papers as they are and as the encoder gets
/// them, whole and cut at the model's limit of `max_length` tokens. Collective.
Report benchmark_tokenize(Context& context, const BenchOptions& options, const std::filesystem::path& folder,
                          std::int64_t max_length);

}  // namespace thema::bench
