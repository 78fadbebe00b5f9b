// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "thema/core/context.hpp"
#include "thema/model/text_encoder.hpp"

namespace thema::bench {

/// A rank's texts as token ids, in the blocks that the encode stage works on.
struct TokenBlocks {
  std::vector<PackedTokens> blocks;

  std::vector<std::int32_t> lengths() const;  ///< tokens of every text, in order
};

/// Texts of all ranks by their number of tokens.
struct LengthHistogram {
  std::vector<std::int64_t> edges;   ///< [n + 1]: bin i holds lengths of edges[i] to edges[i + 1] - 1
  std::vector<std::int64_t> counts;  ///< [n]
};

/// In bins of 32 tokens up to `max_length`, which falls into the last one. Collective.
LengthHistogram length_histogram(const Communicator& comm, std::span<const std::int32_t> lengths,
                                 std::int64_t max_length);

/// Rows that the linear layers compute for these texts in batches of `token_budget`, with those that round up a batch.
std::int64_t rows_computed(const TokenBlocks& tokens, std::int64_t token_budget, const BatchRounding& rounding);

/// Encodes all blocks as the stage does: rows [texts, width] in the order of the texts.
void encode_blocks(const TokenBlocks& tokens, std::int64_t token_budget, TextEncoder& encoder,
                   std::vector<float>& rows);

}  // namespace thema::bench
