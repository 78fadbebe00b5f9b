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

namespace thema::maps {
namespace {

std::filesystem::path golden_folder() { return std::filesystem::path(std::getenv("THEMA_SOURCE")) / "tests/golden"; }

std::map<std::string, double> quality_of(Context& context, const MadePapers& made, std::span<const float> layout,
                                         std::int64_t neighbours, std::int64_t queries) {
  const Embeddings mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, made.count(), 0);
  const Neighbours near = nearest_neighbours(context, papers, neighbours);
  return map_quality(context, papers, near, choose_queries(context, papers, queries, 1), layout);
}

std::vector<float> random_layout(std::int64_t papers) {
  std::vector<float> layout;
  for (std::int64_t i = 0; i < 2 * papers; ++i)
    layout.push_back(static_cast<float>(random_unit(2, Draw::test, static_cast<std::uint64_t>(i))));
  return layout;
}

// make_map_golden.py: sklearn.manifold.trustworthiness with the cosine metric.
TEST(MapQuality, TrustworthinessIsScikitLearns) {
  Context context = test_context();
  const MadePapers made{24, read_npy<float>(golden_folder() / "map_embeddings.npy", "<f4")};
  const auto layout = read_npy<float>(golden_folder() / "map_layout.npy", "<f4");
  const auto expected = read_npy<double>(golden_folder() / "map_expected.npy", "<f8");
  EXPECT_NEAR(quality_of(context, made, layout, 5, 300).at("trustworthiness"), expected[0], 1e-12);
  EXPECT_NEAR(quality_of(context, made, layout, 15, 300).at("trustworthiness"), expected[1], 1e-12);
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
  EXPECT_EQ(quality.at("neighbour_recall"), 1);
  EXPECT_EQ(quality.at("k"), 7);
  EXPECT_EQ(quality.at("queries"), 60);
}

TEST(MapQuality, OfARandomMapIsChance) {
  Context context = test_context();
  const auto quality = quality_of(context, papers_around(1, 1200, 16, 1), random_layout(1200), 12, 400);
  EXPECT_NEAR(quality.at("trustworthiness"), 0.5, 0.02);  // 4800 ranks, each uniform
  EXPECT_NEAR(quality.at("neighbour_recall"), 12.0 / 1199, 0.01);
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

double trustworthiness_by_definition(const MadePapers& made, const std::vector<float>& layout, std::int64_t k) {
  const auto x = [&](std::int64_t p, std::size_t c) {
    return static_cast<double>(layout[static_cast<std::size_t>(2 * p) + c]);
  };
  const std::int64_t n = made.count();
  std::int64_t penalty = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto exact = order_by(n, i, [&](std::int64_t j) { return -exact_dot(made.row(i), made.row(j), made.width); });
    const auto on_map =
        order_by(n, i, [&](std::int64_t j) { return std::pow(x(i, 0) - x(j, 0), 2) + std::pow(x(i, 1) - x(j, 1), 2); });
    for (std::int64_t j = 0; j < k; ++j) {
      const auto rank = std::find(exact.begin(), exact.end(), on_map[static_cast<std::size_t>(j)]) - exact.begin() + 1;
      penalty += std::max<std::int64_t>(0, rank - k);
    }
  }
  return 1 - 2 * static_cast<double>(penalty) / static_cast<double>(n * k * (2 * n - 3 * k - 1));
}

// Half of the papers are copies of three, and stand on a few points of the map.
TEST(MapQuality, TiesAreOrderedByPosition) {
  Context context = test_context();
  MadePapers made = papers_around(2, 120, 12, 0.5);
  std::vector<float> layout = random_layout(120);
  for (std::int64_t i = 0; i < 60; ++i) std::copy_n(made.row(119 - i % 3), 12, made.values.begin() + i * 12);
  for (std::size_t i = 0; i < 80; ++i) layout[i] = std::round(3 * layout[i]);
  const auto quality = quality_of(context, made, layout, 8, 120);
  EXPECT_DOUBLE_EQ(quality.at("trustworthiness"), trustworthiness_by_definition(made, layout, 8));
}

// Many equal similarities: every count goes through exact ties.
TEST(MapQuality, FiguresAreThoseOfOneRankAlsoWithDuplicates) {
  Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  MadePapers made = papers_around(4, 900, 12, 0.3);
  for (std::int64_t i = 0; i < 300; ++i) std::copy_n(made.row(900 - 1 - i % 3), 12, made.values.begin() + i * 12);
  const std::vector<float> layout = random_layout(900);
  EXPECT_EQ(quality_of(context, made, layout, 10, 200), quality_of(alone, made, layout, 10, 200));
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

}  // namespace
}  // namespace thema::maps
