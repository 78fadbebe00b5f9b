// SPDX-License-Identifier: Apache-2.0
#include "thema/label/log_odds.hpp"

#include <gtest/gtest.h>

#include "golden_counts.hpp"
#include "thema/label/topic_terms.hpp"

namespace thema {
namespace {

// make_label_golden.py: Scattertext 0.2.2, informative prior of 45 occurrences, each topic against the two others.
TEST(LogOdds, EqualScattertext) {
  const std::vector<double> expected{6.069886036,  -0.06681575, -3.25476177,    0.2429959095, -2.379001746,
                                     2.131066986,  4.133756332, 1.081731252,    0.2429959095, -2.003992263,
                                     -1.450476602, 6.316577246, -0.02631139725, -0.4737506696};
  const std::vector<float> scores = log_odds_scores(golden_counts());
  ASSERT_EQ(scores.size(), expected.size());
  for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_NEAR(scores[i], expected[i], 1e-6) << i;
}

// Those with z > 0 in the golden table.
TEST(LogOdds, ChooseDistinctiveTermsWithoutThoseThatAreNot) {
  const TermTable table = distinctive_table(golden_counts(), 4);
  EXPECT_EQ(table.texts, (std::vector<std::string>{"a", "f", "", "", "c", "b", "e", "f", "d", "", "", ""}));
  EXPECT_NEAR(table.weights[0], 6.069886, 1e-5);
  EXPECT_EQ(table.weights[2], 0);
}

TEST(LogOdds, OfOneTopicAreZero) {
  TermCounts counts;
  counts.groups = 1;
  counts.terms = {"a", "b", "c"};
  counts.row_starts = {0, 3};
  counts.columns = {0, 1, 2};
  counts.counts = {7, 3, 1};
  EXPECT_EQ(log_odds_scores(counts), (std::vector<float>{0, 0, 0}));
  EXPECT_EQ(distinctive_table(counts, 2).texts, (std::vector<std::string>{"", ""}));
}

TEST(LogOdds, OfASingleTermOrOfNoneAreZero) {
  TermCounts counts;
  counts.groups = 2;
  counts.terms = {"a"};
  counts.row_starts = {0, 1, 1};
  counts.columns = {0};
  counts.counts = {5};
  EXPECT_EQ(log_odds_scores(counts), std::vector<float>{0});
  counts = {};
  counts.groups = 2;
  counts.row_starts = {0, 0, 0};
  EXPECT_TRUE(log_odds_scores(counts).empty());
}

}  // namespace
}  // namespace thema
