// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "thema/bench/bench_options.hpp"
#include "thema/core/context.hpp"
#include "thema/data/embeddings.hpp"

namespace thema::bench {

/// This rank's share of the rows that k-means and maps are timed on, of unit norm: the first options.documents (0: all)
/// of options.embeddings, or so many synthetic ones (0: `synthetic`), which lie around 300 directions about as far as
/// abstracts lie from their topics.
Embeddings benchmark_rows(const Context& context, const BenchOptions& options, std::int64_t synthetic);

/// What they are, for people: "100000 x 384 of synthetic rows".
std::string source_text(const BenchOptions& options, const Embeddings& rows);

}  // namespace thema::bench
