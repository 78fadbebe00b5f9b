// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "thema/encode/batches.hpp"
#include "thema/model/text_encoder.hpp"

namespace thema {

/// Takes blocks of texts through the encoder in batches of a token budget (batches.hpp). A GPU goes on with the next
/// block while the host writes the one before:
///   start(first); start(second); write(take()); start(third); write(take()); write(take());
class BlockEncoder {
 public:
  /// The encoder must outlive this.
  BlockEncoder(TextEncoder& encoder, std::int64_t token_budget) : encoder_(encoder), token_budget_(token_budget) {}

  /// Told the number of texts of each batch once the encoder has it; says whether to go on.
  using BatchBegun = std::function<bool(std::int64_t texts)>;

  /// False when it was not to go on before the last batch; then there is nothing to take of this block.
  bool start(
      const PackedTokens& block, const BatchBegun& batch_begun = [](std::int64_t) { return true; });

  /// Blocks that were started and not yet taken.
  std::int64_t under_way() const { return std::ssize(blocks_); }

  /// Rows [texts, width] of the block that was started first, one unit vector per text, in the order of the texts.
  std::vector<float> take();

 private:
  struct Block {
    std::vector<Batch> batches;
    std::vector<float> rows;  // in the order of the batches
    std::int64_t last_batch = -1;
  };

  TextEncoder& encoder_;
  std::int64_t token_budget_;
  std::deque<Block> blocks_;  // a deque keeps its elements where they are
};

/// The texts of a batch, one after the other.
PackedTokens gather(const PackedTokens& block, const Batch& batch);

/// Tokens of each text.
std::vector<std::int32_t> lengths_of(const PackedTokens& block);

}  // namespace thema
