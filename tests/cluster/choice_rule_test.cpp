// SPDX-License-Identifier: Apache-2.0
// Expected values: tests/golden/make_choice_golden.py, or counted by hand where nothing else is said.
#include "thema/cluster/choice_rule.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "thema/cluster/candidates.hpp"
#include "thema/cluster/selection_table.hpp"

namespace thema::clusters {
namespace {

constexpr double none = SelectionRow::unknown;

using Figures = std::vector<double>;

// One row for each value of `field`, K = 2, 3, ...
std::vector<SelectionRow> rows_with(double SelectionRow::*field, const Figures& values,
                                    std::vector<SelectionRow> rows = {}) {
  rows.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    rows[i].k = static_cast<std::int64_t>(i) + 2;
    rows[i].smallest = 1;
    rows[i].*field = values[i];
  }
  return rows;
}

TEST(ChoiceRule, OneFigureDecides) {
  const Figures falling{none, 0.3, 0.3, 0.1};
  EXPECT_EQ(best_row(rows_with(&SelectionRow::silhouette, falling), "silhouette"), 1u);
  EXPECT_EQ(best_row(rows_with(&SelectionRow::calinski_harabasz, {5, 7, 9, 9}), "calinski_harabasz"), 2u);
  EXPECT_EQ(best_row(rows_with(&SelectionRow::davies_bouldin, {none, 2, 1, 1}), "davies_bouldin"), 2u);
  EXPECT_EQ(best_row(rows_with(&SelectionRow::npmi, falling), "npmi"), 1u);
  EXPECT_EQ(best_row(rows_with(&SelectionRow::v_measure, {0.1, 0.2, none}), "v_measure"), 1u);
}

TEST(ChoiceRule, TopicQualityIsAProduct) {
  auto rows = rows_with(&SelectionRow::npmi, {0.3, 0.2, 0.25});
  rows = rows_with(&SelectionRow::diversity, {0.5, 0.9, 0.8}, rows);
  EXPECT_EQ(topic_quality(rows[2]), 0.25 * 0.8);
  EXPECT_EQ(best_row(rows, "topic_quality"), 2u);
}

TEST(ChoiceRule, StabilityIsTheMeanOfWhatIsKnown) {
  SelectionRow row;
  EXPECT_TRUE(std::isnan(stability(row)));
  row.stability_starts = 0.5;
  EXPECT_EQ(stability(row), 0.5);
  row.stability_subsamples = 0.25;
  EXPECT_EQ(stability(row), 0.375);
  row.stability_starts = none;
  EXPECT_EQ(stability(row), 0.25);
  EXPECT_EQ(best_row(rows_with(&SelectionRow::stability_subsamples, {0.2, 0.6, 0.6}), "stability"), 1u);
}

TEST(ChoiceRule, WhatIsNotKnownForAnyKChoosesNone) {
  const std::vector<SelectionRow> unknown = rows_with(&SelectionRow::silhouette, {none, none});
  for (const std::string& criterion : criteria())
    if (criterion != "calinski_harabasz" && criterion != "davies_bouldin") {
      EXPECT_FALSE(best_row(unknown, criterion)) << criterion;
    }
}

// Ranks by silhouette 3, 1.5, 1.5, 4, by stability 2, 1, 4, 3, by quality 4, 3, 1.5, 1.5; means 3, 1.83, 2.33, 2.83.
TEST(ChoiceRule, ConsensusIsTheLowestMeanRank) {
  auto rows = rows_with(&SelectionRow::silhouette, {0.05, 0.08, 0.08, 0.04});
  rows = rows_with(&SelectionRow::stability_starts, {0.7, 0.9, 0.6, 0.65}, rows);
  rows = rows_with(&SelectionRow::diversity, {1, 1, 1, 1}, rows);
  rows = rows_with(&SelectionRow::npmi, {0.1, 0.2, 0.3, 0.3}, rows);
  EXPECT_EQ(best_row(rows, "consensus"), 1u);
  EXPECT_EQ(rule_in_words(rows, "consensus").find("without"), std::string::npos);

  const auto without_words = rows_with(&SelectionRow::npmi, {none, none, none, none}, rows);
  EXPECT_EQ(best_row(without_words, "consensus"), 1u) << "mean ranks 2.5, 1.25, 2.75, 3.5";
  EXPECT_NE(rule_in_words(without_words, "consensus").find("without topic quality"), std::string::npos);

  auto shared = rows_with(&SelectionRow::silhouette, {0.5, 0.9, 0.5, 0.5, 0.5});
  shared = rows_with(&SelectionRow::stability_starts, {0.5, 0.3, 0.9, 0.2, 0.1}, shared);
  EXPECT_EQ(best_row(shared, "consensus"), 1u) << "ranks 1 and 3 against 3.5 and 1";

  const auto unknown_first = rows_with(&SelectionRow::silhouette, {none, -0.5, -0.4, -0.45});
  EXPECT_EQ(best_row(unknown_first, "consensus"), 2u) << "an unknown figure is behind all others";
}

TEST(ChoiceRule, ConsensusAsksNoFigureThatIsBestAtAnEnd) {
  auto rows = rows_with(&SelectionRow::silhouette, {0.05, 0.08, 0.08, 0.04});
  rows = rows_with(&SelectionRow::stability_starts, {0.9, 0.7, 0.6, 0.65}, rows);
  rows = rows_with(&SelectionRow::diversity, {1, 1, 1, 1}, rows);
  rows = rows_with(&SelectionRow::npmi, {0.1, 0.2, 0.3, 0.3}, rows);
  EXPECT_EQ(best_row(rows, "consensus"), 2u) << "mean ranks 3.5, 2.25, 1.5, 2.75 without stability";
  EXPECT_NE(rule_in_words(rows, "consensus").find("rank by silhouette and topic quality"), std::string::npos);
  const auto growing = rows_with(&SelectionRow::stability_starts, {0.2, 0.3, 0.4, none}, rows);
  EXPECT_EQ(best_row(growing, "consensus"), 2u) << "the end is where it is known last";
  EXPECT_NE(rule_in_words(growing, "consensus").find("; no vote for stability"), std::string::npos);
  EXPECT_NE(rule_in_words(rows, "consensus").find("; no vote for stability, best at an end"), std::string::npos);
}

TEST(ChoiceRule, ConsensusTakesTheFinestReliableTopicsWhereNoFigureHasAPeak) {
  const auto chosen = [](const Figures& silhouette, const Figures& stability) {
    const auto rows = rows_with(&SelectionRow::silhouette, silhouette);
    return best_row(rows_with(&SelectionRow::stability_starts, stability, rows), "consensus");
  };
  EXPECT_EQ(chosen({0.10, 0.09, 0.081, 0.079}, {0.9, 0.8, 0.7, 0.66}), 2u) << "0.079 < 0.8 x 0.10";
  EXPECT_EQ(chosen({0.10, 0.09, 0.081, 0.079}, {0.9, 0.8, 0.64, 0.63}), 1u) << "0.64 < 0.65";
  EXPECT_EQ(chosen({0.10, 0.09, 0.081, 0.079}, {0.6, 0.5, 0.4, 0.3}), 0u) << "none is found again";
  EXPECT_EQ(chosen({0.10, 0.09, 0.081, 0.079}, {none, none, none, none}), 2u);
  EXPECT_EQ(chosen({0.1, 0.2, 0.3}, {0.7, 0.8, 0.9}), 2u) << "all grow";
  EXPECT_EQ(chosen({-0.1, -0.11, -0.13}, {0.9, 0.9, 0.9}), 1u) << "-0.13 < -0.1 - 0.2 x 0.1";
  EXPECT_EQ(chosen({none, none, none}, {0.9, 0.9, 0.9}), 0u) << "no silhouette, all papers are the same";
  auto with_empty = rows_with(&SelectionRow::silhouette, {1, 1, 1});
  with_empty[2].smallest = 0;
  EXPECT_EQ(best_row(with_empty, "consensus"), 1u) << "empty topics never win";
  auto rows = rows_with(&SelectionRow::silhouette, {0.3, 0.2, 0.1});
  const auto begins = [&](const std::string& words) { return rule_in_words(rows, "consensus").rfind(words, 0) == 0; };
  EXPECT_TRUE(
      begins("consensus: the largest K without empty topics, with a silhouette of at least 0.8 of the best one"));
  rows = rows_with(&SelectionRow::stability_starts, {0.9, 0.8, 0.7}, rows);
  EXPECT_TRUE(
      begins("consensus: the largest K without empty topics, with a stability of at least 0.65 and a silhouette"));
}

TEST(ChoiceRule, GapIsTheSmallestKThatTheNextDoesNotSurelyBeat) {
  auto rows = rows_with(&SelectionRow::gap, {0.1, 0.3, 0.35, 0.6});
  const auto with_errors = [&](const Figures& errors) { return rows_with(&SelectionRow::gap_error, errors, rows); };
  EXPECT_EQ(best_row(with_errors({0.1, 0.1, 0.06, 0.1}), "gap"), 1u) << "0.3 >= 0.35 - 0.06";
  EXPECT_EQ(best_row(with_errors({0.1, 0.3, 0.06, 0.1}), "gap"), 0u) << "0.1 >= 0.3 - 0.3";
  EXPECT_EQ(best_row(with_errors({0.1, 0.1, 0.04, 0.1}), "gap"), 3u) << "for none: the largest";
  rows[2].gap = none;
  EXPECT_EQ(best_row(with_errors({0.1, 0.1, none, 0.3}), "gap"), 1u) << "0.3 >= 0.6 - 0.3, the one between is unknown";
}

TEST(ChoiceRule, ElbowIsFarthestBelowTheChord) {
  const auto k_of_elbow = [](const Figures& inertia) -> std::int64_t {
    auto rows = rows_with(&SelectionRow::inertia, inertia);
    const std::vector<std::int64_t> grid{5, 7, 11, 15, 22, 32, 47, 69, 100};
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].k = grid[i];
    const auto found = elbow(rows);
    return found ? rows[*found].k : 0;
  };
  EXPECT_EQ(k_of_elbow({100, 90, 80, 71, 66, 63, 61, 59.5, 58}), 15);
  EXPECT_EQ(k_of_elbow({50, 30, 28, 27, 26.5, 26, 25.7, 25.5, 25.4}), 7);
  EXPECT_EQ(k_of_elbow({90, 89, 87, 84, 70, 60, 59, 58.5, 58}), 32);
  EXPECT_EQ(k_of_elbow({10, 9}), 0) << "two points are a line";
  EXPECT_EQ(k_of_elbow({10, 9.9, 9, 7}), 0) << "nowhere below the chord";
  EXPECT_EQ(k_of_elbow({3, 3, 3}), 0);
}

TEST(Candidates, GridIsGeometricRoundedAndDistinct) {
  ClusterOptions options;
  options.k_min = 5, options.k_max = 100, options.k_steps = 9;  // ratio 20^(1/8) = 1.4542
  EXPECT_EQ(candidates_of(options), (std::vector<std::int64_t>{5, 7, 11, 15, 22, 33, 47, 69, 100}));
  options.k_min = 2, options.k_max = 5, options.k_steps = 6;  // 2, 2.40, 2.89, 3.47, 4.16, 5
  EXPECT_EQ(candidates_of(options), (std::vector<std::int64_t>{2, 3, 4, 5}));
  options.k_min = options.k_max = 7;
  EXPECT_EQ(candidates_of(options), (std::vector<std::int64_t>{7}));
  options.candidates = {11, 3, 7, 7, 4};
  EXPECT_EQ(candidates_of(options), (std::vector<std::int64_t>{3, 4, 7, 11}));
}

TEST(SelectionTable, ColumnsAreAlignedAndUnknownOnesLeftOut) {
  std::vector<SelectionRow> tried(2);
  tried[0] = {.k = 5, .mean_similarity = 0.5, .inertia = 1234.5, .silhouette = none, .calinski_harabasz = 10};
  tried[1] = {.k = 100, .mean_similarity = 0.25, .inertia = 8, .silhouette = -0.0625, .calinski_harabasz = 9};
  tried[1].npmi = 0.5;
  const auto lines = selection_table(tried, 1, 0);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0], "  K  similarity  inertia  silhouette  Calinski-H.  Davies-B.    NPMI");
  EXPECT_EQ(lines[1], "  5      0.5000   1234.5           -         10.0      0.000       -  elbow of the inertia");
  EXPECT_EQ(lines[2], "100      0.2500      8.0     -0.0625          9.0      0.000  0.5000  chosen");
}

}  // namespace
}  // namespace thema::clusters
