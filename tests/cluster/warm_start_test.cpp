// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/warm_start.hpp"

#include <gtest/gtest.h>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"

namespace thema::clusters {
namespace {

// Rows in the plane: two near (1, 0), three near (0, 1), two equal ones at (-1, 0).
MadeRows plane() { return {2, {1, 0, 0.8f, 0.6f, 0, 1, 0.6f, 0.8f, -0.6f, 0.8f, -1, 0, -1, 0}}; }

Solution sorted(const std::vector<float>& centroids, const std::vector<std::int32_t>& labels, Range share) {
  Solution solution;
  solution.centroids = centroids;
  solution.labels = slice(labels, share);
  return solution;
}

// Distances to the centroids (1, 0), (0, 1), (-1, 0): 0, 0.2 | 0, 0.2, 0.2 | 0, 0. Topic 1 has the largest scatter, of
// its two farthest rows 3 has the lower number; then topic 0 with row 1; topic 2 cannot be split.
TEST(WarmStart, SplitsTheTopicsOfLargestScatterByTheirFarthestRow) {
  const Context context = test_context();
  const MadeRows made = plane();
  const std::vector<float> centroids{1, 0, 0, 1, -1, 0};
  for (const Range share : {even_share(7, context.comm), uneven_share(7, context.comm)}) {
    const Solution fewer = sorted(centroids, {0, 0, 1, 1, 1, 2, 2}, share);
    EXPECT_EQ(split_topics(context.comm, made.part(share), fewer, 4),
              (std::vector<float>{1, 0, 0, 1, -1, 0, 0.6f, 0.8f}));
    EXPECT_EQ(split_topics(context.comm, made.part(share), fewer, 5),
              (std::vector<float>{1, 0, 0, 1, -1, 0, 0.8f, 0.6f, 0.6f, 0.8f}));
    // Row 4 is what is left away from its centroid, once 3 and 1 are ones.
    EXPECT_EQ(split_topics(context.comm, made.part(share), fewer, 6),
              (std::vector<float>{1, 0, 0, 1, -1, 0, 0.8f, 0.6f, 0.6f, 0.8f, -0.6f, 0.8f}));
    EXPECT_TRUE(split_topics(context.comm, made.part(share), fewer, 7).empty()) << "six different rows";
    EXPECT_EQ(split_topics(context.comm, made.part(share), fewer, 3), centroids);
  }
}

TEST(WarmStart, ManyTimesAsManyTopics) {
  const Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  const MadeRows made = make_rows(200, 9, 40, 0.3);
  ClusterOptions options;
  options.starts = 1;
  const Solution two = solve(alone, made.all(), 2, options, nothing_kept());
  const std::vector<float> whole = split_topics(alone.comm, made.all(), two, 30);
  EXPECT_EQ(whole.size(), 30u * 9);
  const Range share = uneven_share(200, context.comm);
  EXPECT_EQ(split_topics(context.comm, made.part(share), sorted(two.centroids, two.labels, share), 30), whole);
}

}  // namespace
}  // namespace thema::clusters
