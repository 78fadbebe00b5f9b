// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/stability.hpp"

#include <gtest/gtest.h>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"
#include "thema/cluster/starts.hpp"

namespace thema::clusters {
namespace {

std::vector<std::int32_t> labels_of(Range share, std::int64_t (*topic)(std::int64_t)) {
  std::vector<std::int32_t> labels;
  for (std::int64_t n = share.first; n < share.last; ++n) labels.push_back(static_cast<std::int32_t>(topic(n)));
  return labels;
}

// scikit-learn's adjusted_rand_score: tests/golden/make_choice_golden.py.
TEST(Stability, AgreementIsScikitLearns) {
  const Context context = test_context();
  for (const Range share : {even_share(1000, context.comm), uneven_share(1000, context.comm)}) {
    const auto a = labels_of(share, [](std::int64_t n) { return n * n % 7; });
    const auto b = labels_of(share, [](std::int64_t n) { return (n * 13 + n / 9) % 7; });
    const auto c = labels_of(share, [](std::int64_t n) { return (n * n + (n % 10 == 0 ? 1 : 0)) % 7; });
    const auto renamed = labels_of(share, [](std::int64_t n) { return 6 - n * n % 7; });
    EXPECT_DOUBLE_EQ(label_agreement(context.comm, a, b, 7), 0.00935280463198666);
    EXPECT_DOUBLE_EQ(label_agreement(context.comm, a, c, 7), 0.8150126944320594);
    EXPECT_EQ(label_agreement(context.comm, a, c, 7), label_agreement(context.comm, c, a, 7));
    EXPECT_EQ(label_agreement(context.comm, a, renamed, 7), 1) << "names do not matter";
    EXPECT_EQ(label_agreement(context.comm, a, a, 100'000), 1) << "no table of k x k";
  }
}

TEST(Stability, HalvesAreDifferentAndDoNotDependOnTheShares) {
  const Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  const MadeRows made = make_rows(301, 12, 5, 1.5);
  ClusterOptions options;
  options.starts = 2;
  options.seed = 3;
  const auto first = labels_by_half(alone, made.all(), 9, 0, options, nothing_kept());
  const auto second = labels_by_half(alone, made.all(), 9, 1, options, nothing_kept());
  EXPECT_EQ(first.size(), 301u);
  EXPECT_LT(label_agreement(alone.comm, first, second, 9), 0.99);
  for (const Range share : {even_share(301, context.comm), uneven_share(301, context.comm)})
    EXPECT_EQ(labels_by_half(context, made.part(share), 9, 0, options, nothing_kept()), slice(first, share));
}

TEST(Stability, HalvesFindPlantedGroups) {
  const Context context = test_context();
  const MadeRows made = make_rows(300, 24, 6, 0.2);
  ClusterOptions options;
  const Range share = even_share(300, context.comm);
  const auto found = labels_by_half(context, made.part(share), 6, 0, options, nothing_kept());
  const auto planted = labels_of(share, [](std::int64_t n) { return n % 6; });
  EXPECT_EQ(label_agreement(context.comm, found, planted, 6), 1);
}

TEST(Stability, LabelsOfSeededStartsAreKept) {
  const Context context = test_context();
  const MadeRows made = make_rows(250, 10, 8, 1.2);
  const Rows rows = made.part(uneven_share(250, context.comm));
  ClusterOptions options;
  options.starts = 4;
  const Solution best = solve_quietly(context, rows, 12, options, nothing_kept());
  const Runs runs = run_starts(context, rows, 12, {}, options, nothing_kept());
  EXPECT_EQ(runs.best.objective, best.objective);
  EXPECT_EQ(runs.best.centroids, best.centroids);
  EXPECT_EQ(solve(context, rows, 12, options, nothing_kept()).centroids, best.centroids);
  EXPECT_EQ(runs.rest.size(), 3u);

  // From the end of the best run nothing changes: an equal objective does not win.
  EXPECT_EQ(run_starts(context, rows, 12, best.centroids, options, nothing_kept()).rest.size(), 3u);
  options.starts = 1;
  const Solution only = solve_quietly(context, rows, 12, options, nothing_kept());
  const Runs with_warm = run_starts(context, rows, 12, best.centroids, options, nothing_kept());
  EXPECT_LE(only.objective, best.objective);
  EXPECT_EQ(with_warm.best.objective, best.objective);
  EXPECT_EQ(with_warm.seeded, only.labels) << "the warm start is no seeded one";
  EXPECT_TRUE(with_warm.rest.empty());
}

}  // namespace
}  // namespace thema::clusters
