// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "thema/bench/bench_options.hpp"
#include "thema/core/context.hpp"
#include "thema/data/documents.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema::bench {

/// Papers that an encoder or a tokenizer is timed on, this rank's part of them.
struct BenchmarkTexts {
  PackedText title, abstract;
  std::string source;      ///< "arxiv.jsonl" or "synthetic papers as long as arXiv's"
  std::int64_t total = 0;  ///< of all ranks

  std::size_t size() const { return title.size(); }
};

/// The first `documents` papers of options.input (broken lines are passed over), or so many synthetic ones whose
/// numbers of tokens are spread as those of 100,627 arXiv papers (title and abstract by the tokenizer of
/// bert-base-uncased: mean 199, a tenth below 90, a tenth above 324). Ranks get contiguous parts of nearly equal
/// numbers of papers. An input without a paper is an Error of kind `data`. Collective.
BenchmarkTexts benchmark_texts(Context& context, const BenchOptions& options, std::int64_t documents,
                               const Tokenizer& tokenizer);

/// Tokens, with the two special ones, of the synthetic paper whose draw from [0, 1) is `u`.
std::int64_t synthetic_length(double u);

}  // namespace thema::bench
