// SPDX-License-Identifier: Apache-2.0
#include "thema/label/newick.hpp"

#include <gtest/gtest.h>

namespace thema {
namespace {

TEST(Newick, HasQuotedNamesAndBranchLengths) {
  // (1, 2) at 0.5, then (0, that) at 2.
  const std::vector<std::int64_t> merges{1, 2, 0, 3};
  const std::vector<double> heights{0.5, 2};
  EXPECT_EQ(newick(merges, heights, {"a", "it's", "(c)", "b c", "all"}),
            "('a':2,('it''s':0.5,'(c)':0.5)'b c':1.5)'all';");
}

TEST(Newick, OfOneTopicIsEmpty) { EXPECT_EQ(newick({}, {}, {"a"}), ""); }

}  // namespace
}  // namespace thema
