// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/token_blocks.hpp"

#include <algorithm>

#include "thema/encode/block_encoder.hpp"

namespace thema::bench {

namespace {

constexpr std::int64_t kBinWidth = 32;  // tokens
}  // namespace

std::vector<std::int32_t> TokenBlocks::lengths() const {
  std::vector<std::int32_t> all;
  for (const PackedTokens& block : blocks) std::ranges::copy(lengths_of(block), std::back_inserter(all));
  return all;
}

LengthHistogram length_histogram(const Communicator& comm, std::span<const std::int32_t> lengths,
                                 std::int64_t max_length) {
  LengthHistogram histogram;
  for (std::int64_t edge = 0; edge < max_length; edge += kBinWidth) histogram.edges.push_back(edge);
  histogram.edges.push_back(max_length + 1);
  histogram.counts.assign(histogram.edges.size() - 1, 0);
  for (const std::int64_t length : lengths)
    ++histogram.counts[std::min(static_cast<std::size_t>(length / kBinWidth), histogram.counts.size() - 1)];
  comm.sum(std::span<std::int64_t>(histogram.counts));
  return histogram;
}

std::int64_t rows_computed(const TokenBlocks& tokens, std::int64_t token_budget, const BatchRounding& rounding) {
  std::int64_t rows = 0;
  for (const PackedTokens& block : tokens.blocks)
    for (const Batch& batch : plan_batches(lengths_of(block), token_budget))
      rows += PackedBatch(gather(block, batch), rounding).shape().rows;
  return rows;
}

void encode_blocks(const TokenBlocks& tokens, std::int64_t token_budget, TextEncoder& encoder,
                   std::vector<float>& rows) {
  BlockEncoder block_encoder(encoder, token_budget);
  rows.clear();
  const auto take = [&] {
    const std::vector<float> block = block_encoder.take();
    rows.insert(rows.end(), block.begin(), block.end());
  };
  for (const PackedTokens& block : tokens.blocks) {
    block_encoder.start(block);
    if (block_encoder.under_way() > 1) take();
  }
  while (block_encoder.under_way() > 0) take();
}

}  // namespace thema::bench
