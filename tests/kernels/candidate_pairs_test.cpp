// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/candidate_pairs.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "thema/core/random.hpp"

namespace thema::kernels {
namespace {

// Numbers of columns around whole chunks of 64.
TEST(CandidatePairs, AreThoseThatReachEitherFloor) {
  constexpr std::int64_t kRows = 5;
  for (const std::int64_t columns : {1, 63, 64, 65, 200}) {
    std::vector<float> products, column_floors, row_floors{0.9F, 0.5F, 2, -1, 0.99F};
    for (std::int64_t i = 0; i < kRows * columns; ++i)
      products.push_back(static_cast<float>(random_unit(1, Draw::test, static_cast<std::uint64_t>(i))));
    for (std::int64_t j = 0; j < columns; ++j)
      column_floors.push_back(j % 3 == 0 ? std::numeric_limits<float>::infinity() : 0.98F);
    column_floors[0] = products[0];  // a floor that is just reached
    std::vector<std::int32_t> chosen(products.size()), counts(kRows);
    candidate_pairs(products.data(), kRows, columns, row_floors.data(), column_floors.data(), chosen.data(),
                    counts.data());
    for (std::int64_t i = 0; i < kRows; ++i) {
      std::vector<std::int32_t> expected;
      for (std::int64_t j = 0; j < columns; ++j) {
        const float x = products[static_cast<std::size_t>(i * columns + j)];
        if (x >= row_floors[static_cast<std::size_t>(i)] || x >= column_floors[static_cast<std::size_t>(j)])
          expected.push_back(static_cast<std::int32_t>(j));
      }
      const auto from = chosen.begin() + i * columns;
      EXPECT_EQ(std::vector<std::int32_t>(from, from + counts[static_cast<std::size_t>(i)]), expected)
          << columns << " columns, row " << i;
    }
  }
}

}  // namespace
}  // namespace thema::kernels
