// SPDX-License-Identifier: Apache-2.0
#include "thema/data/agreement.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace thema {
namespace {

struct Case {
  std::vector<std::int64_t> counts;
  std::int64_t clusters;
  Agreement wanted;
};

void expect_near(const Agreement& found, const Agreement& wanted, double tolerance) {
  EXPECT_NEAR(found.homogeneity, wanted.homogeneity, tolerance);
  EXPECT_NEAR(found.completeness, wanted.completeness, tolerance);
  EXPECT_NEAR(found.v_measure, wanted.v_measure, tolerance);
  EXPECT_NEAR(found.purity, wanted.purity, tolerance);
  EXPECT_NEAR(found.nmi, wanted.nmi, tolerance);
  EXPECT_NEAR(found.ari, wanted.ari, tolerance);
  EXPECT_NEAR(found.ami, wanted.ami, tolerance);
}

// What tests/golden/make_agreement_golden.py prints.
TEST(Agreement, EqualsScikitLearn) {
  const std::vector<Case> cases{{{50, 3, 7, 4, 40, 6, 1, 2, 87, 10, 10, 10},
                                 3,
                                 {0.42665440547739797, 0.5333515027633708, 0.4740736830234417, 0.7695652173913043,
                                  0.47407368302344177, 0.5566944343372289, 0.46809411729000483}},
                                {{5, 0, 0, 9}, 2, {1, 1, 1, 1, 1, 1, 1}},
                                {{3, 4}, 2, {1, 0, 0, 1, 0, 0, 0}},
                                {{2, 3, 4}, 1, {0, 1, 0, 0.4444444444444444, 0, 0, 0}},
                                {{1, 1, 1, 1}, 2, {0, 0, 0, 0.5, 0, -0.5, -0.49999999999999944}},
                                {{7}, 1, {1, 1, 1, 1, 1, 1, 1}},
                                {{0, 0, 4, 0, 0, 0, 2, 0, 1},
                                 3,
                                 {0.47660556366650736, 0.544032002266503, 0.5080915846083285, 0.8571428571428571,
                                  0.5080915846083284, 0.43243243243243246, 0.40985695625280083}},
                                {{1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, {1, 1, 1, 1, 1, 1, 1}},
                                {{9, 0, 1, 0, 0, 12, 0, 2, 3, 3, 3, 3, 0, 0, 0, 30, 1, 0, 0, 0},
                                 4,
                                 {0.5800503889094072, 0.6704513920751315, 0.6219832656485306, 0.8059701492537313,
                                  0.6219832656485306, 0.6688165971773413, 0.5909310733713068}}};
  for (const Case& c : cases) {
    expect_near(agreement(c.counts, c.clusters), c.wanted, 1e-13);
    EXPECT_NEAR(adjusted_rand(c.counts, c.clusters), c.wanted.ari, 1e-13);
  }
}

// 221,500 papers; scikit-learn's own factorials are good for 1e-9 here, the sum over SciPy's distribution for 1e-10.
TEST(Agreement, EqualsScikitLearnOnALargeTable) {
  std::vector<std::int64_t> counts;
  for (std::int64_t c = 0; c < 5; ++c)
    for (std::int64_t t = 0; t < 40; ++t)
      counts.push_back((c * 7919 + t * 104729 + c * t * 31) % 1000 + (c == t % 5 ? 3000 : 0));
  expect_near(agreement(counts, 40),
              {0.30958634093421805, 0.13533002544268122, 0.18833349618720446, 0.6274492099322799, 0.18833349618720446,
               0.055475761670247814, 0.18822541499464443},
              1e-9);
  EXPECT_NEAR(expected_mutual_information(counts, 40) / 0.00035221072149055257, 1, 1e-9);
}

// Two halves crossed, m papers in each cell. By hand: of ordered pairs there are 4m(m-1) within cells, 4m(2m-1) within
// the parts of either side, 4m(4m-1) in all, and the index comes to -1 / (4m - 2). With m large the products of pairs
// are far beyond 64 bits.
TEST(AdjustedRand, CountsThePairsOfManyPapers) {
  const std::int64_t m = 500'000'000;
  const double wanted = -1.0 / static_cast<double>(4 * m - 2);
  EXPECT_NEAR(adjusted_rand(std::vector<std::int64_t>{m, m, m, m}, 2) / wanted, 1, 1e-14);
  EXPECT_EQ(adjusted_rand(std::vector<std::int64_t>{m, 0, 0, m}, 2), 1);
}

TEST(Agreement, IsUnknownWithoutPapers) {
  EXPECT_TRUE(std::isnan(agreement({}, 3).v_measure));
  EXPECT_TRUE(std::isnan(agreement(std::vector<std::int64_t>{0, 0}, 2).ami));
  EXPECT_TRUE(std::isnan(adjusted_rand({}, 3)));
}

}  // namespace
}  // namespace thema
