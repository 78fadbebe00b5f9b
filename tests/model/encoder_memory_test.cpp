// SPDX-License-Identifier: Apache-2.0
#include "thema/model/encoder_memory.hpp"

#include <gtest/gtest.h>

namespace thema {
namespace {

constexpr BertConfig kMiniLm{30522, 384, 6, 12, 1536, 512, 2, 1e-12};

TEST(EncoderMemory, OneTokenOfMiniLm) {
  // x, middle, result and projection: 4 x 384; queries, keys, values: 3 x 384; read: 384; wide: 1,536.
  EXPECT_EQ(activation_bytes_per_token(kMiniLm, Precision::fp32), 4 * (8 * 384 + 1536));
  EXPECT_EQ(activation_bytes_per_token(kMiniLm, Precision::fp16), 2 * (8 * 384 + 1536));
}

TEST(EncoderMemory, TwoBatchesMustFit) {
  EXPECT_EQ(tokens_that_fit(2 * 1024 * 100, 100), 1024);
  EXPECT_EQ(tokens_that_fit(2 * 1024 * 100 - 1, 100), 512);
  EXPECT_EQ(tokens_that_fit(199, 100), 0);
}

}  // namespace
}  // namespace thema
