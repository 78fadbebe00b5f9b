// SPDX-License-Identifier: Apache-2.0
#include "thema/encode/block_encoder.hpp"

#include <algorithm>

#include "thema/core/error.hpp"

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

void BlockEncoder::encode(const PackedTokens& block, std::span<float> rows,
                          const std::function<void(std::int64_t texts)>& batch_begun) {
  const auto d = static_cast<std::size_t>(encoder_.width());
  require(rows.size() == static_cast<std::size_t>(block.texts()) * d, "one row per text is needed");
  const std::vector<Batch> batches = plan_batches(lengths_of(block), token_budget_);
  rows_by_length_.resize(rows.size());
  std::size_t at = 0;
  for (const Batch& batch : batches) {
    encoder_.start(gather(block, batch), std::span(rows_by_length_).subspan(at, batch.size() * d));
    at += batch.size() * d;
    batch_begun(std::ssize(batch));
  }
  encoder_.finish();
  const float* row = rows_by_length_.data();
  for (const Batch& batch : batches)
    for (const std::int64_t text : batch) {
      std::copy_n(row, d, rows.data() + static_cast<std::size_t>(text) * d);
      row += d;
    }
}

}  // namespace thema
