// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/warm_start.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"
#include "thema/cluster/starts.hpp"

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

void expect_points(std::vector<float> found, const std::vector<double>& wanted) {
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(static_cast<double>(found[i]), wanted[i], 1e-6) << i;
}

// Distances to the centroids (1, 0), (0, 1), (-1, 0): 0, 0.2 | 0, 0.2, 0.2 | 0, 0. Topic 1 has the largest scatter; of
// its two farthest rows 3 has the lower number and is alone on its side, the others' mean is (-0.6, 1.8). Then topic 0,
// where row 1 is alone. Topic 2 cannot be split. By six topics (0, 1) and (-0.6, 0.8) are parted as well.
TEST(WarmStart, HalvesTheTopicsOfLargestScatter) {
  const Context context = test_context();
  const MadeRows made = plane();
  const std::vector<float> centroids{1, 0, 0, 1, -1, 0};
  const double x = -0.6 / std::sqrt(3.6), y = 1.8 / std::sqrt(3.6);
  for (const Range share : {even_share(7, context.comm), uneven_share(7, context.comm)}) {
    const Solution fewer = sorted(centroids, {0, 0, 1, 1, 1, 2, 2}, share);
    const auto split = [&](std::int64_t k) { return split_topics(context.comm, made.part(share), fewer, k); };
    EXPECT_EQ(split(3), centroids);
    // Topic 0 is not split, but takes its mean: (1.8, 0.6).
    expect_points(split(4), {3 / std::sqrt(10), 1 / std::sqrt(10), x, y, -1, 0, 0.6, 0.8});
    expect_points(split(5), {1, 0, x, y, -1, 0, 0.8, 0.6, 0.6, 0.8});
    const std::vector<float> six = split(6);
    ASSERT_EQ(six.size(), 12u);
    EXPECT_NEAR(static_cast<double>(six[2] + six[10]), -0.6, 1e-6);
    EXPECT_NEAR(static_cast<double>(six[3] + six[11]), 1.8, 1e-6);
    EXPECT_NEAR(static_cast<double>(std::max(six[3], six[11])), 1, 1e-6);
    EXPECT_TRUE(split(7).empty()) << "there are six different rows";
  }
}

// Rows at 100, 80, 10, -10 and -40 degrees around a centroid at 0: the plane square to the way to 100 degrees parts the
// first three, mean 65, from the last two, mean -25. Then 10 degrees is nearer to -25 and goes over, which makes that
// topic the wider one (0.25 against 0.21); 10 and -10, mean 0, are parted from -40.
TEST(WarmStart, RowsGoToTheNearestBeforeTheNextCut) {
  const Context context = test_context();
  const auto at = [](double degrees, double (*of)(double)) { return of(degrees * std::numbers::pi / 180); };
  MadeRows made{2, {}};
  for (const double degrees : {100, 80, 10, -10, -40}) {
    made.values.push_back(static_cast<float>(at(degrees, std::cos)));
    made.values.push_back(static_cast<float>(at(degrees, std::sin)));
  }
  const Range share = even_share(5, context.comm);
  const Solution one = sorted({1, 0}, {0, 0, 0, 0, 0}, share);
  expect_points(split_topics(context.comm, made.part(share), one, 3),
                {at(-40, std::cos), at(-40, std::sin), 0, 1, 1, 0});
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
