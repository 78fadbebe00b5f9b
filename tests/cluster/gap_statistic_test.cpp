// SPDX-License-Identifier: Apache-2.0
// Expected values: tests/golden/make_choice_golden.py.
#include "thema/cluster/gap_statistic.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cluster/made_rows.hpp"
#include "model/npy_file.hpp"
#include "test_context.hpp"
#include "thema/cluster/starts.hpp"

namespace thema::clusters {
namespace {

TEST(GapStatistic, OfGivenDispersions) {
  const auto [gap, error] = gap_of(2.5, std::vector<double>{3.0, 3.25, 2.75, 3.5});
  EXPECT_DOUBLE_EQ(gap, 0.625);
  EXPECT_DOUBLE_EQ(error, 0.3125);
  EXPECT_EQ(gap_of(1, std::vector<double>{3.0}).error, 0) << "one reference does not spread";
}

// Of one topic, because its dispersion needs no k-means: from the drawing of the rows to the standard error.
TEST(GapStatistic, OfOneTopicAgreesWithNumpy) {
  const Context context = test_context();
  const MadeRows made{19, read_npy<float>(golden_folder() / "kmeans_rows.npy", "<f4")};
  const Rows rows = made.part(uneven_share(made.count(), context.comm));
  ClusterOptions options;
  options.seed = 5;
  options.starts = 1;
  options.gap_references = 4;
  const double log_w = log_dispersion(solve_quietly(context, rows, 1, options, nothing_kept()).objective, rows.total);
  EXPECT_NEAR(log_w, 5.221694641605661, 1e-6);
  std::vector<SelectionRow> tried(1);
  tried[0].k = 1;
  add_gaps(context, rows, options, std::vector{log_w}, tried, nothing_kept());
  EXPECT_NEAR(tried[0].gap, 0.4793528116858594, 1e-6);
  EXPECT_NEAR(tried[0].gap_error, 0.026096592875237596, 1e-6);
}

TEST(GapStatistic, ReferenceRowsDoNotDependOnTheShares) {
  const Context context = test_context();
  const MadeRows made{19, read_npy<float>(golden_folder() / "kmeans_rows.npy", "<f4")};
  const Context alone = test_context(MPI_COMM_SELF);
  const std::vector<float> all = reference_rows(alone.comm, made.all(), 5, 2);
  EXPECT_NEAR(static_cast<double>(all[0]), -0.12956838801772694, 1e-7);
  EXPECT_NEAR(static_cast<double>(all[1]), -0.1335852433732281, 1e-7);
  EXPECT_NEAR(static_cast<double>(all[2]), 0.1689285118072948, 1e-7);
  for (const Range share : {even_share(made.count(), context.comm), uneven_share(made.count(), context.comm)}) {
    const std::vector<float> own = reference_rows(context.comm, made.part(share), 5, 2);
    const std::vector<float> expected(all.begin() + share.first * 19, all.begin() + share.last * 19);
    EXPECT_EQ(own, expected);
  }
}

TEST(GapStatistic, RowsOnTheirCentroidsHaveNone) {
  const Context context = test_context();
  const MadeRows made = make_rows(40, 8, 4, 0);
  const Rows rows = made.part(even_share(made.count(), context.comm));
  ClusterOptions options;
  options.starts = 2;
  options.gap_references = 2;
  std::vector<double> log_w;
  std::vector<SelectionRow> tried(2);
  for (SelectionRow& row : tried) {
    row.k = &row == tried.data() ? 2 : 4;
    log_w.push_back(log_dispersion(solve_quietly(context, rows, row.k, options, nothing_kept()).objective, rows.total));
  }
  add_gaps(context, rows, options, log_w, tried, nothing_kept());
  EXPECT_FALSE(std::isnan(tried[0].gap));
  EXPECT_TRUE(std::isnan(tried[1].gap)) << "four groups of equal rows";
}

}  // namespace
}  // namespace thema::clusters
