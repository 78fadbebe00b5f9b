// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/block_encoder.hpp"

#include <algorithm>

#include "thema/core/error.hpp"
#include "thema/core/pulse.hpp"

namespace thema {

std::vector<std::int32_t> lengths_of(const PackedTokens& block) {
  std::vector<std::int32_t> lengths;
  for (std::size_t text = 0; text + 1 < block.starts.size(); ++text) lengths.push_back(block.length(text));
  return lengths;
}

PackedTokens gather(const PackedTokens& block, const Batch& batch) {
  PackedTokens packed;
  for (const std::int64_t text : batch) {
    const auto i = static_cast<std::size_t>(text);
    packed.push_back(std::span(block.ids).subspan(static_cast<std::size_t>(block.starts[i]),
                                                  static_cast<std::size_t>(block.length(i))));
  }
  return packed;
}

bool BlockEncoder::start(const PackedTokens& tokens, const BatchBegun& batch_begun) {
  Block& block = blocks_.emplace_back();
  block.batches = plan_batches(lengths_of(tokens), token_budget_);
  const auto d = static_cast<std::size_t>(encoder_.width());
  block.rows.resize(static_cast<std::size_t>(tokens.texts()) * d);
  std::size_t at = 0;
  for (const Batch& batch : block.batches) {
    const std::span<float> rows = std::span(block.rows).subspan(at, batch.size() * d);
    block.last_batch = encoder_.start(gather(tokens, batch), rows);
    at += rows.size();
    pulse::step();
    if (batch_begun(std::ssize(batch)) || at == block.rows.size()) continue;
    encoder_.finish(block.last_batch);  // a GPU may still write the rows
    blocks_.pop_back();
    return false;
  }
  return true;
}

std::vector<float> BlockEncoder::take() {
  require(!blocks_.empty(), "a block that was not started");
  const Block& block = blocks_.front();
  if (block.last_batch >= 0) encoder_.finish(block.last_batch);
  const auto d = static_cast<std::size_t>(encoder_.width());
  std::vector<float> rows(block.rows.size());
  const float* row = block.rows.data();
  for (const Batch& batch : block.batches)
    for (const std::int64_t text : batch) {
      std::copy_n(row, d, rows.data() + static_cast<std::size_t>(text) * d);
      row += d;
    }
  blocks_.pop_front();
  return rows;
}

}  // namespace thema
