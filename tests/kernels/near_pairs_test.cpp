// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/near_pairs.hpp"

#include <gtest/gtest.h>

#include <set>
#include <tuple>
#include <vector>

#include "thema/core/matrix_product.hpp"
#include "thema/core/random.hpp"

namespace thema::kernels {
namespace {

constexpr std::int64_t kRows = 7, kColumns = 70, kWidth = 5;

std::vector<float> numbers(std::int64_t count, std::uint64_t key) {
  std::vector<float> made;
  for (std::int64_t i = 0; i < count; ++i)
    made.push_back(static_cast<float>(random_unit(key, Draw::test, static_cast<std::uint64_t>(i))));
  return made;
}

struct MadeTile {
  PairTile tile(std::int64_t group, std::int64_t first_row, std::int64_t first_column) const {
    return {{kRows, kColumns, kWidth, products.data(), rows.data(), columns.data()},
            row_floors.data(),
            column_floors.data(),
            group,
            first_row,
            first_column};
  }
  std::vector<float> products = numbers(kRows * kColumns, 1), rows = numbers(kRows * kWidth, 2),
                     columns = numbers(kColumns * kWidth, 3);
  std::vector<float> row_floors{0.9F, 0.5F, 2, -1, 0.99F, 2, 2}, column_floors = std::vector<float>(kColumns, 0.97F);
};

using Found = std::set<std::tuple<std::int32_t, std::int32_t, double>>;

template <class Keep> Found expected(const MadeTile& made, Keep keep) {
  Found all;
  for (std::int32_t i = 0; i < kRows; ++i)
    for (std::int32_t j = 0; j < kColumns; ++j) {
      const float x = made.products[static_cast<std::size_t>(i * kColumns + j)];
      const bool reaches =
          x >= made.row_floors[static_cast<std::size_t>(i)] || x >= made.column_floors[static_cast<std::size_t>(j)];
      if (reaches && keep(i, j))
        all.emplace(i, j, exact_dot(made.rows.data() + i * kWidth, made.columns.data() + j * kWidth, kWidth));
    }
  return all;
}

Found found(const PairTile& tile) {
  std::vector<NearPair> pairs(kRows * kColumns);
  std::int64_t count = 0;
  near_pairs({}, tile, pairs.data(), std::ssize(pairs), &count);
  Found all;
  for (std::int64_t p = 0; p < count; ++p) {
    const NearPair& pair = pairs[static_cast<std::size_t>(p)];
    all.emplace(pair.row, pair.column, pair.similarity);
  }
  EXPECT_EQ(std::ssize(all), count);  // none twice
  return all;
}

TEST(NearPairs, AreThoseThatReachEitherFloor) {
  MadeTile made;
  made.column_floors[3] = made.products[3];  // a floor that is just reached
  EXPECT_EQ(found(made.tile(0, 0, 0)), expected(made, [](int, int) { return true; }));
}

// Rows 18 .. 24 and columns 0 .. 69 of one list in groups of ten.
TEST(NearPairs, OfOneListAreThoseWithEarlierGroups) {
  const MadeTile made;
  EXPECT_EQ(found(made.tile(10, 18, 0)), expected(made, [](int i, int j) { return (18 + i) / 10 > j / 10; }));
  EXPECT_EQ(found(made.tile(10, 18, 5)), expected(made, [](int i, int j) { return (18 + i) / 10 > (5 + j) / 10; }));
  EXPECT_TRUE(found(made.tile(10, 18, 20)).empty());
  EXPECT_TRUE(found(made.tile(100, 18, 0)).empty());
}

TEST(NearPairs, BeyondTheCapacityAreCountedOnly) {
  const MadeTile made;
  const auto all = static_cast<std::int64_t>(found(made.tile(0, 0, 0)).size());
  constexpr NearPair untouched{-1, -1, 7};
  std::vector<NearPair> pairs(static_cast<std::size_t>(all), untouched);
  std::int64_t count = 0;
  near_pairs({}, made.tile(0, 0, 0), pairs.data(), 10, &count);
  EXPECT_EQ(count, all);
  EXPECT_GE(pairs[9].row, 0);
  EXPECT_EQ(pairs[10].similarity, untouched.similarity);
}

}  // namespace
}  // namespace thema::kernels
