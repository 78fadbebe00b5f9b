// SPDX-License-Identifier: Apache-2.0
#include "thema/label/merged_keywords.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace thema {
namespace {

// Topic 0: "axion" 3 times, "boson" once; topic 1: "boson" and "cosmos" twice each; topic 2: nothing.
// A = 8 / 3; f = 3, 3, 2. Joined 0 and 1: axion 3, boson 3, cosmos 2 of 8.
TermCounts three_topics() {
  TermCounts counts;
  counts.groups = 3;
  counts.terms = {"axion", "boson", "cosmos"};
  counts.document_frequency = {1, 1, 1};
  counts.row_starts = {0, 2, 4, 4};
  counts.columns = {0, 1, 1, 2};
  counts.counts = {3, 1, 2, 2};
  return counts;
}

const std::vector<std::int64_t> kMerges{0, 1, 2, 3};

TEST(MergedKeywords, AreOfTheSummedCountsWithTheRarityAmongTheLeaves) {
  const auto keywords = merged_keywords(three_topics(), kMerges, 2, {});
  ASSERT_EQ(keywords.size(), 2u);
  for (const auto& of_node : keywords) {
    ASSERT_EQ(of_node.size(), 2u);
    EXPECT_EQ(of_node[0].term, "axion");
    EXPECT_EQ(of_node[1].term, "boson");
    EXPECT_NEAR(of_node[0].weight, 3.0 / 8 * std::log(1 + 8.0 / 3 / 3), 1e-7);
    EXPECT_NEAR(of_node[1].weight, 3.0 / 8 * std::log(1 + 8.0 / 3 / 3), 1e-7);
  }
  const auto three = merged_keywords(three_topics(), kMerges, 3, {});
  EXPECT_EQ(three[1][2].term, "cosmos");
  EXPECT_NEAR(three[1][2].weight, 2.0 / 8 * std::log(1 + 8.0 / 3 / 2), 1e-7);
}

TEST(MergedKeywords, FollowEachOptionOfTheWeights) {
  CtfidfOptions bm25;
  bm25.weighting = Weighting::bm25;
  const auto by_bm25 = merged_keywords(three_topics(), kMerges, 3, bm25);
  EXPECT_EQ(by_bm25[1][0].term, "cosmos");
  EXPECT_NEAR(by_bm25[1][0].weight, 2.0 / 8 * std::log(1 + (8.0 / 3 - 2 + 0.5) / 2.5), 1e-7);
  EXPECT_EQ(by_bm25[1][1].term, "axion");
  EXPECT_NEAR(by_bm25[1][1].weight, 3.0 / 8 * std::log(1 + (8.0 / 3 - 3 + 0.5) / 3.5), 1e-7);

  CtfidfOptions reduced;
  reduced.frequent_words = FrequentWords::reduce;
  const auto by_root = merged_keywords(three_topics(), kMerges, 3, reduced);
  EXPECT_EQ(by_root[1][0].term, "cosmos");
  EXPECT_NEAR(by_root[1][0].weight, std::sqrt(2.0 / 8) * std::log(1 + 8.0 / 3 / 2), 1e-7);
  EXPECT_NEAR(by_root[1][1].weight, std::sqrt(3.0 / 8) * std::log(1 + 8.0 / 3 / 3), 1e-7);

  CtfidfOptions seeded;
  seeded.seed_words = {"Boson"};
  seeded.seed_multiplier = 3;
  const auto by_seed = merged_keywords(three_topics(), kMerges, 3, seeded);
  EXPECT_EQ(by_seed[1][0].term, "boson");
  EXPECT_NEAR(by_seed[1][0].weight, 3 * 3.0 / 8 * std::log(1 + 8.0 / 3 / 3), 1e-7);
  EXPECT_NEAR(by_seed[1][1].weight, 3.0 / 8 * std::log(1 + 8.0 / 3 / 3), 1e-7);
}

TEST(MergedKeywords, OfOneTopicAreNone) {
  TermCounts counts;
  counts.groups = 1;
  counts.row_starts = {0, 0};
  EXPECT_TRUE(merged_keywords(counts, {}, 5, {}).empty());
}

}  // namespace
}  // namespace thema
