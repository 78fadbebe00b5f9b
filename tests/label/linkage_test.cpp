// SPDX-License-Identifier: Apache-2.0
#include "thema/label/linkage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "model/npy_file.hpp"
#include "test_context.hpp"
#include "thema/label/bisecting.hpp"

namespace thema {
namespace {

using Nodes = std::vector<std::int64_t>;

template <class T> std::vector<T> golden(const std::string& name, const std::string& type) {
  return read_npy<T>(std::filesystem::path(std::getenv("THEMA_SOURCE")) / "tests/golden" / ("hierarchy_" + name), type);
}

constexpr std::int64_t kWidth = 19;

PairDistances golden_distances() {
  const Context context = test_context();
  return squared_distances(context.comm, golden<float>("rows.npy", "<f4"), kWidth);
}

std::vector<double> golden_sizes() {
  const auto sizes = golden<std::int64_t>("sizes.npy", "<i8");
  return {sizes.begin(), sizes.end()};
}

// Points of a line; distances are squared.
PairDistances on_a_line(const std::vector<double>& points) {
  PairDistances distances(static_cast<std::int64_t>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j)
      distances(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)) = std::pow(points[i] - points[j], 2);
  return distances;
}

Nodes papers_of_merges(const MergeTable& table, const std::vector<double>& weights) {
  std::vector<double> papers = weights;
  Nodes merged;
  for (std::size_t i = 0; i < table.merges.size(); i += 2) {
    papers.push_back(papers[static_cast<std::size_t>(table.merges[i])] +
                     papers[static_cast<std::size_t>(table.merges[i + 1])]);
    merged.push_back(std::llround(papers.back()));
  }
  return merged;
}

// The group of each leaf when the last merges are undone, numbered by their first leaf.
Nodes cut(const MergeTable& table, std::int64_t groups) {
  const auto leaves = static_cast<std::int64_t>(table.heights.size()) + 1;
  Nodes root(static_cast<std::size_t>(2 * leaves - 1), -1);
  for (std::int64_t node = 2 * leaves - 2; node >= 0; --node) {
    auto& mine = root[static_cast<std::size_t>(node)];
    if (mine < 0) mine = node;
    if (node < leaves) continue;
    const bool is_undone = node > 2 * leaves - 1 - groups;
    for (std::size_t half = 0; half < 2; ++half) {
      const auto child = static_cast<std::size_t>(table.merges[2 * static_cast<std::size_t>(node - leaves) + half]);
      root[child] = is_undone ? static_cast<std::int64_t>(child) : mine;
    }
  }
  std::map<std::int64_t, std::int64_t> numbers;
  Nodes found;
  for (std::int64_t leaf = 0; leaf < leaves; ++leaf)
    found.push_back(numbers.try_emplace(root[static_cast<std::size_t>(leaf)], static_cast<std::int64_t>(numbers.size()))
                        .first->second);
  return found;
}

TEST(PairDistances, AreTheSameOnAnyNumberOfRanks) {
  const Context context = test_context();
  const auto rows = golden<float>("rows.npy", "<f4");
  PairDistances found = squared_distances(context.comm, rows, kWidth);
  if (!context.comm.is_root()) return;
  ASSERT_EQ(found.size(), 40);
  for (std::int64_t i = 0; i < 40; ++i)
    for (std::int64_t j = i + 1; j < 40; ++j) {
      double sum = 0;
      for (std::int64_t c = 0; c < kWidth; ++c)
        sum += std::pow(static_cast<double>(rows[static_cast<std::size_t>(i * kWidth + c)]) -
                            static_cast<double>(rows[static_cast<std::size_t>(j * kWidth + c)]),
                        2);
      EXPECT_NEAR(found(i, j), sum, 1e-14);
      EXPECT_EQ(found(i, j), found(j, i));
    }
}

TEST(Linkage, IsSciPysWithEqualWeights) {
  PairDistances distances = golden_distances();
  if (distances.size() == 0) return;  // not rank 0
  for (const std::string name : {"ward", "average"}) {
    const MergeTable table = agglomerate(distances, std::vector<double>(40, 1.0), linkage_of(name));
    EXPECT_EQ(table.merges, golden<std::int64_t>(name + "_merges.npy", "<i8"));
    const auto heights = golden<double>(name + "_heights.npy", "<f8");
    ASSERT_EQ(table.heights.size(), heights.size());
    for (std::size_t i = 0; i < heights.size(); ++i) EXPECT_NEAR(table.heights[i], heights[i], 1e-12) << name << i;
  }
}

TEST(Linkage, IsSciPysOfRepeatedRowsWithWeights) {
  PairDistances distances = golden_distances();
  if (distances.size() == 0) return;
  for (const std::string name : {"ward", "average"}) {
    const MergeTable table = agglomerate(distances, golden_sizes(), linkage_of(name));
    const auto expected = golden<double>(name + "_weighted.npy", "<f8");
    const Nodes papers = papers_of_merges(table, golden_sizes());
    ASSERT_EQ(2 * table.heights.size(), expected.size());
    for (std::size_t i = 0; i < table.heights.size(); ++i) {
      EXPECT_NEAR(table.heights[i], expected[2 * i], 1e-9) << name << i;
      EXPECT_EQ(static_cast<double>(papers[i]), expected[2 * i + 1]) << name << i;
    }
  }
}

TEST(Linkage, JoinsTheLowerIdsOfEquallyNear) {
  for (const Linkage linkage : {Linkage::ward, Linkage::average}) {
    // 0 and 2, 1 and 3 are equally near: 0 first, although 1 and 3 come last.
    EXPECT_EQ(agglomerate(on_a_line({0, 10, 1, 11}), {1, 1, 1, 1}, linkage).merges, (Nodes{0, 2, 1, 3, 4, 5}));
    // All equal: pairs of the lowest ids, made groups last.
    const MergeTable equal = agglomerate(PairDistances(5), std::vector<double>(5, 1.0), linkage);
    EXPECT_EQ(equal.merges, (Nodes{0, 1, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(equal.heights, std::vector<double>(4, 0.0));
  }
}

TEST(Linkage, OfOneOrTwoLeavesIsATableOfNoneOrOne) {
  EXPECT_TRUE(agglomerate(PairDistances(0), {}, Linkage::ward).merges.empty());
  EXPECT_TRUE(agglomerate(PairDistances(1), {5}, Linkage::ward).merges.empty());
  // Ward of weights 1 and 3 at distance 2: sqrt(2 * 3/4) * 2.
  const MergeTable two = agglomerate(on_a_line({0, 2}), {1, 3}, Linkage::ward);
  EXPECT_EQ(two.merges, (Nodes{0, 1}));
  EXPECT_NEAR(two.heights[0], std::sqrt(6.0), 1e-15);
}

TEST(Bisecting, EqualsTheHandComputation) {
  // Root: mean 6.25, scatter 140.75; then {10, 14} of scatter 8, then {0, 1} of scatter 0.5.
  const std::vector<float> rows{0, 1, 10, 14};
  const MergeTable table = bisect(on_a_line({0, 1, 10, 14}), rows, 1, std::vector<double>(4, 1.0));
  EXPECT_EQ(table.merges, (Nodes{0, 1, 2, 3, 4, 5}));
  ASSERT_EQ(table.heights.size(), 3u);
  EXPECT_NEAR(table.heights[0], 1, 1e-12);
  EXPECT_NEAR(table.heights[1], 4, 1e-12);
  EXPECT_NEAR(table.heights[2], std::sqrt(2 * 140.75), 1e-12);
  // With weights 9 and 90 the scatter of {0, 1} is 810 / 99 > 8, so it is split before {10, 14}.
  const MergeTable heavy = bisect(on_a_line({0, 1, 10, 14}), rows, 1, std::vector<double>{9, 90, 1, 1});
  EXPECT_EQ(heavy.merges, (Nodes{2, 3, 0, 1, 4, 5}));
  EXPECT_NEAR(heavy.heights[1], std::sqrt(2 * 90.0 / 11), 1e-12);
}

TEST(Bisecting, MovesTheBorderUntilItStays) {
  // From 0 and 16 the border is 8, so 8.1 goes right; the means 3.5 and 13.03 have their border at 8.27.
  const std::vector<float> rows{0, 7, 8.1F, 15, 16};
  const MergeTable table = bisect(on_a_line({0, 7, 8.1, 15, 16}), rows, 1, std::vector<double>(5, 1.0));
  EXPECT_EQ(cut(table, 2), (Nodes{0, 0, 0, 1, 1}));
}

TEST(Bisecting, OfEqualRowsLeavesOneByOne) {
  const std::vector<float> rows(8, 0.5F);
  const MergeTable table = bisect(PairDistances(4), rows, 2, std::vector<double>(4, 2.0));
  EXPECT_EQ(table.merges, (Nodes{2, 3, 1, 4, 0, 5}));
  EXPECT_EQ(table.heights, std::vector<double>(3, 0.0));
  EXPECT_TRUE(bisect(PairDistances(1), std::vector<float>{1, 0}, 2, std::vector<double>{1}).merges.empty());
}

TEST(Bisecting, FindsTheGroupsOfScikitLearn) {
  const PairDistances distances = golden_distances();
  if (distances.size() == 0) return;
  const MergeTable table = bisect(distances, golden<float>("rows.npy", "<f4"), kWidth, golden_sizes());
  const auto expected = golden<std::int64_t>("bisecting.npy", "<i8");
  for (std::int64_t groups = 2; groups <= 4; ++groups) {
    const auto first = expected.begin() + (groups - 2) * 40;
    EXPECT_EQ(cut(table, groups), Nodes(first, first + 40)) << groups;
  }
  EXPECT_TRUE(std::is_sorted(table.heights.begin(), table.heights.end()));
}

}  // namespace
}  // namespace thema
