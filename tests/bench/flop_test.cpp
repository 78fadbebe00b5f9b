// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/flop.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace thema::bench {
namespace {

constexpr BertConfig kMiniLm{30522, 384, 6, 12, 1536, 512, 2, 1e-12};
constexpr BertConfig kE5Large{30522, 1024, 24, 16, 4096, 512, 2, 1e-12};

// One text of 3 tokens, one head of 2: Q K^T takes 9 products of 2 pairs, P V 6 sums of 3 products; each product with
// its addition is 2 operations: 2 * 18 + 2 * 18.
TEST(Flop, OfAttentionByHand) {
  EXPECT_EQ(attention_flop(3, 2), 72);
  EXPECT_EQ(attention_flop(512, 12 * 64), 4 * 512 * 512 * 768);
}

TEST(Flop, OfLinearLayersByHand) {
  EXPECT_EQ(linear_flop_per_token(kMiniLm), 2 * 6 * (4 * 384 * 384 + 2 * 384 * 1536));  // 21.2 million
  EXPECT_EQ(linear_flop_per_token(kE5Large), 603'979'776);
}

TEST(Flop, OfAnEncoderIsTheSumOverItsTexts) {
  EXPECT_EQ(encoder_flop(kE5Large, std::vector<std::int32_t>{220}),
            220 * 603'979'776LL + 24LL * 4 * 220 * 220 * 1024);  // attention is 3.5 %
  EXPECT_EQ(
      encoder_flop(kMiniLm, std::vector<std::int32_t>{10, 20}),
      encoder_flop(kMiniLm, std::vector<std::int32_t>{10}) + encoder_flop(kMiniLm, std::vector<std::int32_t>{20}));
}

}  // namespace
}  // namespace thema::bench
