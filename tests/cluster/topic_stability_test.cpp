// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/topic_stability.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"
#include "thema/cluster/starts.hpp"

namespace thema::clusters {
namespace {

std::vector<std::int32_t> own_part(const Communicator& comm, const std::vector<std::int32_t>& all) {
  const Range share = uneven_share(std::ssize(all), comm);
  return {all.begin() + share.first, all.begin() + share.last};
}

// By hand. Topic 0 = {0,1,2,3}: 3 of 4 in common with other 1 = {0,1,2,8} (either: 5). Topic 1 = {4,5}: other 0 is the
// same. Topic 2 = {6,7,8}: with other 2 = {3,6,7} 2 of 4. Topic 3 has no rows.
TEST(BestJaccard, ByHand) {
  const Context context = test_context();
  const auto labels = own_part(context.comm, {0, 0, 0, 0, 1, 1, 2, 2, 2});
  const auto others = own_part(context.comm, {1, 1, 1, 2, 0, 0, 2, 2, 1});
  const std::vector<double> best = best_jaccard(context.comm, labels, others, 4);
  EXPECT_DOUBLE_EQ(best[0], 3.0 / 5);
  EXPECT_DOUBLE_EQ(best[1], 1);
  EXPECT_DOUBLE_EQ(best[2], 2.0 / 4);
  EXPECT_TRUE(std::isnan(best[3]));
}

// Three tight groups, and one cloud cut in two as chance has it: the former are found again, the latter are not.
TEST(TopicStability, TellsGroupsFromHalvesOfACloud) {
  const Context context = test_context();
  const MadeRows tight = make_rows(600, 8, 3, 0.05), cloud = make_rows(600, 8, 600, 1, 7);
  MadeRows made{8, tight.values};
  made.values.insert(made.values.end(), cloud.values.begin(), cloud.values.end());
  const Rows own = made.part(uneven_share(made.count(), context.comm));
  ClusterOptions options;
  options.starts = 10;
  options.bootstraps = 4;
  const Solution solution = solve(context, own, 6, options, nothing_kept());
  const auto stability = topic_stability(context, own, solution.labels, 6, options, nothing_kept());
  const Context alone = test_context(MPI_COMM_SELF);
  const Solution whole = solve(alone, made.all(), 6, options, nothing_kept());
  EXPECT_EQ(stability, topic_stability(alone, made.all(), whole.labels, 6, options, nothing_kept()));
  double lowest = 1, highest = 0;
  for (const double value : stability) {
    EXPECT_GT(value, 0);
    EXPECT_LE(value, 1);
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  EXPECT_GT(highest, 0.8);
  EXPECT_LT(lowest, 0.7);
}

TEST(TopicStability, UnknownWhereNothingWasAskedOrThereAreTooFewRows) {
  const Context context = test_context();
  const MadeRows made = make_rows(10, 4, 5, 0.1);
  const Rows own = made.part(uneven_share(made.count(), context.comm));
  const std::vector<std::int32_t> labels(static_cast<std::size_t>(own.count()), 0);
  ClusterOptions options;
  for (const double value : topic_stability(context, own, labels, 6, options, nothing_kept()))
    EXPECT_TRUE(std::isnan(value)) << "6 topics of 10 rows";
  options.bootstraps = 0;
  for (const double value : topic_stability(context, own, labels, 2, options, nothing_kept()))
    EXPECT_TRUE(std::isnan(value));
}

}  // namespace
}  // namespace thema::clusters
