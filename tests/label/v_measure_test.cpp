// SPDX-License-Identifier: Apache-2.0
#include "thema/label/v_measure.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace thema {
namespace {

struct Case {
  std::vector<std::int64_t> counts;
  std::int64_t clusters;
  double homogeneity, completeness, v_measure;
};

// Values of sklearn.metrics.homogeneity_completeness_v_measure, scikit-learn 1.9.1, for the same contingency tables.
TEST(Agreement, EqualsScikitLearn) {
  const std::vector<Case> cases{
      {{50, 3, 7, 4, 40, 6, 1, 2, 87, 10, 10, 10}, 3, 0.42665440547739797, 0.5333515027633708, 0.4740736830234417},
      {{5, 0, 0, 9}, 2, 1, 1, 1},
      {{3, 4}, 2, 1, 0, 0},
      {{2, 3, 4}, 1, 0, 1, 0},
      {{1, 1, 1, 1}, 2, 0, 0, 0}};
  for (const Case& c : cases) {
    const Agreement found = agreement(c.counts, c.clusters);
    EXPECT_NEAR(found.homogeneity, c.homogeneity, 1e-14);
    EXPECT_NEAR(found.completeness, c.completeness, 1e-14);
    EXPECT_NEAR(found.v_measure, c.v_measure, 1e-14);
  }
}

TEST(Agreement, IsUnknownWithoutPapers) {
  EXPECT_TRUE(std::isnan(agreement({}, 3).v_measure));
  EXPECT_TRUE(std::isnan(agreement(std::vector<std::int64_t>{0, 0}, 2).homogeneity));
}

}  // namespace
}  // namespace thema
