// SPDX-License-Identifier: Apache-2.0
#include "thema/model/packed_batch.hpp"

#include <gtest/gtest.h>

#include "thema/core/error.hpp"

namespace thema {
namespace {

using Numbers = std::vector<std::int32_t>;

PackedTokens texts_of(const std::vector<Numbers>& texts) {
  PackedTokens tokens;
  for (const Numbers& text : texts) tokens.push_back(text);
  return tokens;
}

Numbers numbers_of(const PackedBatch& batch) { return {batch.numbers().begin(), batch.numbers().end()}; }

TEST(PackedBatch, IdsThenPositionsThenStarts) {
  const PackedBatch batch(texts_of({{7, 8, 9}, {5}}), {1, 1, 1});
  EXPECT_EQ(batch.shape(), (BatchShape{4, 2, 3}));
  EXPECT_EQ(numbers_of(batch), (Numbers{7, 8, 9, 5, 0, 1, 2, 0, 0, 3, 4}));
}

TEST(PackedBatch, PaddingTextsAreNoLongerThanTheLongest) {
  // 4 tokens become 12: padding texts of 3, 3 and 2 tokens.
  const PackedBatch batch(texts_of({{7, 8, 9}, {5}}), {12, 1, 1});
  EXPECT_EQ(batch.shape(), (BatchShape{12, 5, 3}));
  EXPECT_EQ(batch.real_texts(), 2);
  EXPECT_EQ(numbers_of(batch), (Numbers{7, 8, 9, 5, 0,  0, 0, 0, 0, 0, 0, 0,  // ids
                                        0, 1, 2, 0, 0,  1, 2, 0, 1, 2, 0, 1,  // positions
                                        0, 3, 4, 7, 10, 12}));                // starts
}

TEST(PackedBatch, EmptyTextsFillUpTheTexts) {
  const PackedBatch batch(texts_of({{7, 8, 9}, {5}}), {4, 4, 8});
  EXPECT_EQ(batch.shape(), (BatchShape{4, 4, 8}));
  EXPECT_EQ(Numbers(batch.starts().begin(), batch.starts().end()), (Numbers{0, 3, 4, 4, 4}));
}

TEST(PackedBatch, BatchesOfOneShapeCompareEqual) {
  const BatchRounding rounding{16, 4, 8};
  EXPECT_EQ(PackedBatch(texts_of({{1, 2, 3}, {4, 5}}), rounding).shape(),
            PackedBatch(texts_of({{9, 9, 9, 9}, {4, 5}}), rounding).shape());
}

TEST(PackedBatch, IsNotForNothing) {
  EXPECT_THROW(PackedBatch(texts_of({}), {}), Error);
  EXPECT_THROW(PackedBatch(texts_of({{}}), {}), Error);
}

}  // namespace
}  // namespace thema
