// SPDX-License-Identifier: Apache-2.0
#include "thema/assign/drift.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace thema::assignment {
namespace {

using Counts = std::vector<std::int64_t>;

// scipy.spatial.distance.jensenshannon(a, b, base=2) ** 2 of SciPy 1.17.1
TEST(JensenShannon, IsThatOfSciPy) {
  EXPECT_NEAR(jensen_shannon(Counts{10, 20, 70}, Counts{30, 30, 40}), 0.07489355896415409, 1e-14);
  EXPECT_NEAR(jensen_shannon(Counts{5, 0, 15, 80}, Counts{0, 9, 1, 10}), 0.29406839448421745, 1e-14);
  EXPECT_EQ(jensen_shannon(Counts{1, 0}, Counts{0, 7}), 1);
  EXPECT_EQ(jensen_shannon(Counts{3, 6, 0}, Counts{20, 40, 0}), 0);
}

TEST(Drift, TheTextShowsTheLargestChangesFirst) {
  Drift drift;
  drift.run = {100, 1, 0.5, {10, 20, 70, 0}, {}, {0.4, 0.5, 0.6, std::numeric_limits<double>::quiet_NaN()}};
  drift.added = {10, 3, 0.25, {1, 6, 3, 0}, {0, 3, 0, 0}, {0.1, 0.2, 0.3, std::numeric_limits<double>::quiet_NaN()}};
  drift.far_out_level = 0.99;
  drift.jensen_shannon = 0.125;
  const DriftTitle title{"run", "run/assign/new.h5", "minilm", {"stars", "halos", "spins", "none\x1b"}};
  const std::string text = as_text(title, drift);
  EXPECT_NE(text.find("10 new papers in the 4 topics of run, which has 100 papers"), std::string::npos);
  EXPECT_NE(text.find("0.2500 of the new papers, 0.5000 of the run's"), std::string::npos);
  EXPECT_NE(text.find("30.00 % of the new papers, 1.00 % of the run's"), std::string::npos);
  EXPECT_NE(text.find("0.1250 bits"), std::string::npos);
  EXPECT_NE(text.find("20.00  60.00  +40.00"), std::string::npos);
  EXPECT_LT(text.find("halos"), text.find("stars"));
  EXPECT_LT(text.find("spins"), text.find("stars"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  const std::string json = as_json(title, drift);
  EXPECT_NE(json.find("\"similarity_new\": null"), std::string::npos);
}

}  // namespace
}  // namespace thema::assignment
