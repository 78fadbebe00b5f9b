// SPDX-License-Identifier: Apache-2.0
#include "thema/project/map_quality.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>

#include "model/npy_file.hpp"
#include "project/made_papers.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/project/correlation.hpp"

namespace thema::maps {
namespace {

std::filesystem::path golden_folder() { return std::filesystem::path(std::getenv("THEMA_SOURCE")) / "tests/golden"; }

std::map<std::string, double> quality_of(Context& context, const MadePapers& made, std::span<const float> layout,
                                         std::int64_t neighbours, std::int64_t queries,
                                         std::span<const std::int32_t> categories = {}) {
  const Embeddings mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, made.count(), 0);
  return map_quality(context, papers, choose_queries(context, papers, queries, 50, 1), neighbours, categories, layout);
}

std::vector<float> random_layout(std::int64_t papers) {
  std::vector<float> layout;
  for (std::int64_t i = 0; i < 2 * papers; ++i)
    layout.push_back(static_cast<float>(random_unit(2, Draw::test, static_cast<std::uint64_t>(i))));
  return layout;
}

// make_map_golden.py.
TEST(MapQuality, FiguresAreThoseOfScikitLearnAndSciPy) {
  Context context = test_context();
  const MadePapers made{24, read_npy<float>(golden_folder() / "map_embeddings.npy", "<f4")};
  const auto layout = read_npy<float>(golden_folder() / "map_layout.npy", "<f4");
  const auto expected = read_npy<double>(golden_folder() / "map_expected.npy", "<f8");
  const auto categories = read_npy<std::int32_t>(golden_folder() / "map_categories.npy", "<i4");
  const auto of_five = quality_of(context, made, layout, 5, 300);
  const auto of_fifteen = quality_of(context, made, layout, 15, 300, categories);
  EXPECT_NEAR(of_five.at("trustworthiness"), expected[0], 1e-12);
  EXPECT_NEAR(of_fifteen.at("trustworthiness"), expected[1], 1e-12);
  EXPECT_NEAR(of_five.at("continuity"), expected[3], 1e-12);
  EXPECT_NEAR(of_fifteen.at("continuity"), expected[4], 1e-12);
  EXPECT_NEAR(of_fifteen.at("distance_correlation"), expected[5], 1e-6);  // distances are rounded otherwise
  EXPECT_NEAR(of_fifteen.at("category_accuracy"), expected[6], 1e-12);
  EXPECT_NEAR(of_fifteen.at("category_accuracy_cosine"), expected[7], 1e-12);
  EXPECT_NEAR(of_fifteen.at("neighbour_recall_10"), expected[8], 1e-12);
  EXPECT_NEAR(of_fifteen.at("neighbour_recall_50"), expected[9], 1e-12);
  EXPECT_NEAR(of_fifteen.at("density_correlation"), expected[10], 1e-6);
  EXPECT_FALSE(of_five.contains("category_accuracy"));  // no categories
}

TEST(MapQuality, OfAFaithfulMapIsOne) {
  Context context = test_context();
  MadePapers made{2, {}};
  for (int i = 0; i < 60; ++i) {
    const double angle = 0.01 * i + 0.0001 * i * i;  // no two distances alike
    made.values.push_back(static_cast<float>(std::cos(angle)));
    made.values.push_back(static_cast<float>(std::sin(angle)));
  }
  const auto quality = quality_of(context, made, made.values, 7, 60);
  EXPECT_EQ(quality.at("trustworthiness"), 1);
  EXPECT_EQ(quality.at("continuity"), 1);
  EXPECT_EQ(quality.at("neighbour_recall"), 1);
  EXPECT_EQ(quality.at("neighbour_recall_10"), 1);
  EXPECT_GT(quality.at("distance_correlation"), 0.999999);
  EXPECT_EQ(quality.at("k"), 7);
  EXPECT_EQ(quality.at("queries"), 60);
}

TEST(MapQuality, OfARandomMapIsChance) {
  Context context = test_context();
  const auto quality = quality_of(context, papers_around(1, 1200, 16, 1), random_layout(1200), 12, 400);
  EXPECT_NEAR(quality.at("trustworthiness"), 0.5, 0.02);  // 4800 ranks, each uniform
  EXPECT_NEAR(quality.at("continuity"), 0.5, 0.02);
  EXPECT_NEAR(quality.at("neighbour_recall"), 12.0 / 1199, 0.01);
  EXPECT_NEAR(quality.at("neighbour_recall_50"), 50.0 / 1199, 0.01);
  EXPECT_NEAR(quality.at("distance_correlation"), 0, 0.03);
  EXPECT_EQ(quality.at("queries"), 400);
}

std::vector<std::int64_t> order_by(std::int64_t papers, std::int64_t query,
                                   const std::function<double(std::int64_t)>& key) {
  std::vector<std::int64_t> others;
  for (std::int64_t j = 0; j < papers; ++j)
    if (j != query) others.push_back(j);
  std::stable_sort(others.begin(), others.end(), [&](auto x, auto y) { return key(x) < key(y); });
  return others;
}

/// Of all papers.
struct Penalties {
  double trustworthiness, continuity;
};

Penalties by_definition(const MadePapers& made, const std::vector<float>& layout, std::int64_t k) {
  const auto x = [&](std::int64_t p, std::size_t c) {
    return static_cast<double>(layout[static_cast<std::size_t>(2 * p) + c]);
  };
  const std::int64_t n = made.count();
  std::int64_t intruders = 0, missing = 0;
  const auto rank_beyond = [&](const std::vector<std::int64_t>& order, std::int64_t paper) {
    return std::max<std::int64_t>(0, std::find(order.begin(), order.end(), paper) - order.begin() + 1 - k);
  };
  for (std::int64_t i = 0; i < n; ++i) {
    const auto exact = order_by(n, i, [&](std::int64_t j) { return -exact_dot(made.row(i), made.row(j), made.width); });
    const auto on_map =
        order_by(n, i, [&](std::int64_t j) { return std::pow(x(i, 0) - x(j, 0), 2) + std::pow(x(i, 1) - x(j, 1), 2); });
    for (std::size_t j = 0; j < static_cast<std::size_t>(k); ++j) {
      intruders += rank_beyond(exact, on_map[j]);
      missing += rank_beyond(on_map, exact[j]);
    }
  }
  const auto scale = 2 / static_cast<double>(n * k * (2 * n - 3 * k - 1));
  return {1 - scale * static_cast<double>(intruders), 1 - scale * static_cast<double>(missing)};
}

// Half of the papers are copies of three, and stand on a few points of the map.
TEST(MapQuality, TiesAreOrderedByPosition) {
  Context context = test_context();
  MadePapers made = papers_around(2, 120, 12, 0.5);
  std::vector<float> layout = random_layout(120);
  for (std::int64_t i = 0; i < 60; ++i) std::copy_n(made.row(119 - i % 3), 12, made.values.begin() + i * 12);
  for (std::size_t i = 0; i < 80; ++i) layout[i] = std::round(3 * layout[i]);
  const auto quality = quality_of(context, made, layout, 8, 120);
  const Penalties expected = by_definition(made, layout, 8);
  EXPECT_DOUBLE_EQ(quality.at("trustworthiness"), expected.trustworthiness);
  EXPECT_DOUBLE_EQ(quality.at("continuity"), expected.continuity);
}

// Many equal similarities: every count goes through exact ties.
TEST(MapQuality, FiguresAreThoseOfOneRankAlsoWithDuplicates) {
  Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  MadePapers made = papers_around(4, 900, 12, 0.3);
  for (std::int64_t i = 0; i < 300; ++i) std::copy_n(made.row(900 - 1 - i % 3), 12, made.values.begin() + i * 12);
  const std::vector<float> layout = random_layout(900);
  std::vector<std::int32_t> categories;
  for (std::int32_t i = 0; i < 900; ++i) categories.push_back(i % 7 - 1);
  EXPECT_EQ(quality_of(context, made, layout, 10, 200, categories),
            quality_of(alone, made, layout, 10, 200, categories));
}

TEST(MapQuality, OfTinyCorporaIsDefined) {
  Context context = test_context();
  for (const std::int64_t papers : {1, 2, 3, 5}) {
    const auto quality = quality_of(context, papers_around(2, papers, 8, 1), random_layout(papers), 15, 100);
    EXPECT_GE(quality.at("trustworthiness"), 0) << papers;
    EXPECT_LE(quality.at("trustworthiness"), 1) << papers;
    EXPECT_LE(quality.at("neighbour_recall"), 1) << papers;
  }
}

// Spearman 1904; the values are those of scipy.stats.spearmanr, checked by hand: ranks 0, 1.5, 1.5, 3 and 1, 0, 2, 3.
TEST(RankCorrelation, TiesShareTheirMeanRank) {
  const std::vector<double> one{1, 2, 2, 5}, other{0.2, 0.1, 0.3, 0.4}, constant{1, 1, 1, 1};
  EXPECT_NEAR(rank_correlation(one, other), 3 / std::sqrt(4.5 * 5), 1e-15);
  EXPECT_NEAR(rank_correlation(one, one), 1, 1e-15);
  EXPECT_TRUE(std::isnan(rank_correlation(one, constant)));
}

}  // namespace
}  // namespace thema::maps
