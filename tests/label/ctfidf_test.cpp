// SPDX-License-Identifier: Apache-2.0
#include "thema/label/ctfidf.hpp"

#include <gtest/gtest.h>

namespace thema {
namespace {

// Topic 0: "a" 3 times, "b" once; topic 1: "b" and "c" twice each. A = 8 / 2 = 4; f = 3, 3, 2.
TEST(Ctfidf, EqualsTheFormulaByHand) {
  TermCounts counts;
  counts.groups = 2;
  counts.terms = {"a", "b", "c"};
  counts.document_frequency = {1, 1, 1};
  counts.row_starts = {0, 2, 4};
  counts.columns = {0, 1, 1, 2};
  counts.counts = {3, 1, 2, 2};
  const std::vector<float> weights = ctfidf_weights(counts);
  ASSERT_EQ(weights.size(), 4u);
  EXPECT_NEAR(weights[0], 0.6354733953, 1e-7);  // 3/4 ln(1 + 4/3)
  EXPECT_NEAR(weights[1], 0.2118244651, 1e-7);  // 1/4 ln(1 + 4/3)
  EXPECT_NEAR(weights[2], 0.4236489302, 1e-7);  // 1/2 ln(1 + 4/3)
  EXPECT_NEAR(weights[3], 0.5493061443, 1e-7);  // 1/2 ln(1 + 4/2)
}

TEST(Ctfidf, OfTopicsWithoutTermsIsEmpty) {
  TermCounts counts;
  counts.groups = 3;
  counts.row_starts = {0, 0, 0, 0};
  EXPECT_TRUE(ctfidf_weights(counts).empty());
}

}  // namespace
}  // namespace thema
