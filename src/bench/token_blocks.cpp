// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/token_blocks.hpp"

#include <algorithm>

#include "thema/encode/batches.hpp"

namespace thema::bench {

namespace {

constexpr std::int64_t kBinWidth = 32;     // tokens
constexpr std::int64_t kRowMultiple = 64;  // to which model/bert.cpp rounds the rows of a batch

std::vector<std::int32_t> lengths_of(const PackedTokens& block) {
  std::vector<std::int32_t> lengths;
  for (std::size_t text = 0; text + 1 < block.starts.size(); ++text) lengths.push_back(block.length(text));
  return lengths;
}

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

std::int64_t rows_computed(const TokenBlocks& tokens, std::int64_t token_budget) {
  std::int64_t rows = 0;
  for (const PackedTokens& block : tokens.blocks) {
    const auto lengths = lengths_of(block);
    for (const Batch& batch : plan_batches(lengths, token_budget)) {
      std::int64_t in_batch = 0;
      for (const std::int64_t text : batch) in_batch += lengths[static_cast<std::size_t>(text)];
      rows += (in_batch + kRowMultiple - 1) / kRowMultiple * kRowMultiple;
    }
  }
  return rows;
}

void encode_blocks(const TokenBlocks& tokens, std::int64_t token_budget, TextEncoder& encoder,
                   std::vector<float>& rows) {
  const auto d = static_cast<std::size_t>(encoder.width());
  std::vector<float> batch_rows;
  std::size_t first_row = 0;
  for (const PackedTokens& block : tokens.blocks) {
    const auto lengths = lengths_of(block);
    rows.resize((first_row + lengths.size()) * d);
    for (const Batch& batch : plan_batches(lengths, token_budget)) {
      PackedTokens packed;
      for (const std::int64_t text : batch) {
        const auto i = static_cast<std::size_t>(text);
        packed.push_back(std::span(block.ids).subspan(static_cast<std::size_t>(block.starts[i]),
                                                      static_cast<std::size_t>(lengths[i])));
      }
      batch_rows.resize(batch.size() * d);
      encoder.encode(packed, batch_rows);
      for (std::size_t i = 0; i < batch.size(); ++i)
        std::copy_n(batch_rows.data() + i * d, d, rows.data() + (first_row + static_cast<std::size_t>(batch[i])) * d);
    }
    first_row += lengths.size();
  }
}

}  // namespace thema::bench
