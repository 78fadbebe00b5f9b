// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "thema/encode/batches.hpp"
#include "thema/model/text_encoder.hpp"

namespace thema {

/// Takes blocks of texts through the encoder in batches of a token budget (batches.hpp).
class BlockEncoder {
 public:
  /// The encoder must outlive this.
  BlockEncoder(TextEncoder& encoder, std::int64_t token_budget) : encoder_(encoder), token_budget_(token_budget) {}

  /// rows [texts, width], one unit vector per text, in the order of the texts. `batch_begun` is told the texts of each
  /// batch once the encoder has it.
  void encode(
      const PackedTokens& block, std::span<float> rows,
      const std::function<void(std::int64_t texts)>& batch_begun = [](std::int64_t) {});

 private:
  TextEncoder& encoder_;
  std::int64_t token_budget_;
  std::vector<float> rows_by_length_;  // in the order of the batches
};

/// The texts of a batch, one after the other.
PackedTokens gather(const PackedTokens& block, const Batch& batch);

/// Tokens of each text.
std::vector<std::int32_t> lengths_of(const PackedTokens& block);

}  // namespace thema
