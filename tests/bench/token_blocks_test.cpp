// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/token_blocks.hpp"

#include <gtest/gtest.h>

#include "test_context.hpp"

namespace thema::bench {
namespace {

PackedTokens texts_of_lengths(const std::vector<std::int32_t>& lengths) {
  PackedTokens packed;
  for (const std::int32_t length : lengths)
    packed.push_back(std::vector<std::int32_t>(static_cast<std::size_t>(length), 7));
  return packed;
}

TEST(TokenBlocks, LengthsInOrder) {
  const TokenBlocks tokens{{texts_of_lengths({5, 3}), texts_of_lengths({9})}};
  EXPECT_EQ(tokens.lengths(), (std::vector<std::int32_t>{5, 3, 9}));
}

// Batches of at most 130 tokens: [100, 30], [20] and [70]; rounded up to multiples of 64: 192, 64 and 128.
TEST(TokenBlocks, RowsRoundUpEachBatch) {
  const TokenBlocks tokens{{texts_of_lengths({30, 100, 20}), texts_of_lengths({70})}};
  EXPECT_EQ(rows_computed(tokens, 130, {}), 192 + 64 + 128);
}

TEST(LengthHistogram, CountsOverAllRanksAndTheLimitFallsIntoTheLastBin) {
  const Context context = test_context();
  const LengthHistogram histogram = length_histogram(context.comm, std::vector<std::int32_t>{1, 31, 32, 63, 64}, 64);
  EXPECT_EQ(histogram.edges, (std::vector<std::int64_t>{0, 32, 65}));
  EXPECT_EQ(histogram.counts, (std::vector<std::int64_t>{2 * context.comm.size(), 3 * context.comm.size()}));
}

}  // namespace
}  // namespace thema::bench
