// SPDX-License-Identifier: Apache-2.0
#include "thema/label/marginal_relevance.hpp"

#include <gtest/gtest.h>

namespace thema {
namespace {

using Numbers = std::vector<std::size_t>;

// Candidates 0 and 1 are nearly the same, 2 is like neither, 3 like 2.
Numbers chosen(std::int64_t count, double diversity, std::size_t refused = 99) {
  const std::vector<double> relevance{0.9, 0.8, 0.5, 0.4};
  const double table[4][4] = {{1, 0.9, 0.1, 0.2}, {0.9, 1, 0.2, 0.1}, {0.1, 0.2, 1, 0.7}, {0.2, 0.1, 0.7, 1}};
  const Choice choice{relevance, [&](std::size_t a, std::size_t b) { return table[a][b]; },
                      [&](std::size_t i) { return i != refused; }};
  return choose_diverse(choice, count, diversity);
}

TEST(ChooseDiverse, IsTheOrderOfRelevanceWithoutDiversity) {
  EXPECT_EQ(chosen(3, 0), (Numbers{0, 1, 2}));
  EXPECT_EQ(chosen(9, 0), (Numbers{0, 1, 2, 3}));
  EXPECT_EQ(chosen(0, 0), Numbers{});
}

// By hand at 0.5: first 0; then 1: 0.4 - 0.45, 2: 0.25 - 0.05, 3: 0.2 - 0.1; then 1: -0.05, 3: 0.2 - 0.35.
TEST(ChooseDiverse, WeighsWhatIsNewAgainstWhatIsRelevant) {
  EXPECT_EQ(chosen(4, 0.5), (Numbers{0, 2, 1, 3}));
  // At 1: first still the most relevant; then the least similar to those chosen, 2 (0.1), then 3 (0.7) before 1 (0.9).
  EXPECT_EQ(chosen(4, 1), (Numbers{0, 2, 3, 1}));
}

TEST(ChooseDiverse, TakesTheNextOneWhenOneIsRefused) {
  EXPECT_EQ(chosen(2, 0, 0), (Numbers{1, 2}));
  EXPECT_EQ(chosen(2, 0.5, 2), (Numbers{0, 3}));
}

TEST(ChooseDiverse, GivesTiesToTheLowerNumber) {
  const std::vector<double> relevance{0.5, 0.5, 0.5};
  const Choice choice{relevance, [](std::size_t, std::size_t) { return 1.0; }, [](std::size_t) { return true; }};
  EXPECT_EQ(choose_diverse(choice, 3, 0.7), (Numbers{0, 1, 2}));
}

}  // namespace
}  // namespace thema
