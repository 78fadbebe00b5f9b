// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/starts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "cluster/made_rows.hpp"
#include "model/npy_file.hpp"
#include "test_context.hpp"
#include "thema/cluster/empty_topics.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {
namespace {

// Spherical k-means as a textbook writes it: all pairs in double, sums made anew, no bounds, no ranks. It shares the
// fixed-point rounding and the rule for ties with the stage, so that the bits must agree.
struct Reference {
  std::vector<float> centroids;
  std::vector<std::int32_t> labels;
  std::int64_t iterations = 0;
};

std::int32_t nearest_by_all_pairs(const float* row, const std::vector<float>& centroids, std::int64_t width) {
  std::int32_t best = -1;
  double largest = -std::numeric_limits<double>::infinity();
  for (std::int64_t t = 0; t < static_cast<std::int64_t>(centroids.size()) / width; ++t) {
    const double similarity = exact_dot(row, centroids.data() + t * width, width);
    if (similarity > largest) best = static_cast<std::int32_t>(t);
    largest = std::max(largest, similarity);
  }
  return best;
}

std::vector<float> centroids_of(const MadeRows& rows, const std::vector<std::int32_t>& labels, std::int64_t k) {
  const FixedPoint fixed(rows.count());
  std::vector<std::int64_t> sums(static_cast<std::size_t>(k * rows.width));
  for (std::int64_t i = 0; i < rows.count(); ++i)
    for (std::int64_t j = 0; j < rows.width; ++j)
      sums[static_cast<std::size_t>(labels[static_cast<std::size_t>(i)] * rows.width + j)] +=
          fixed.encode(static_cast<double>(rows.row(i)[j]));
  std::vector<float> centroids;
  for (std::int64_t t = 0; t < k; ++t) {
    const auto* const sum = sums.data() + t * rows.width;
    double norm = 0;
    for (std::int64_t j = 0; j < rows.width; ++j) norm += fixed.decode(sum[j]) * fixed.decode(sum[j]);
    for (std::int64_t j = 0; j < rows.width; ++j)
      centroids.push_back(static_cast<float>(fixed.decode(sum[j]) / std::sqrt(norm)));
  }
  return centroids;
}

Reference plain_kmeans(const MadeRows& rows, std::vector<float> start) {
  Reference result{std::move(start), std::vector<std::int32_t>(static_cast<std::size_t>(rows.count()), -1)};
  const std::int64_t k = static_cast<std::int64_t>(result.centroids.size()) / rows.width;
  while (true) {
    ++result.iterations;
    std::vector<std::int32_t> labels;
    for (std::int64_t i = 0; i < rows.count(); ++i)
      labels.push_back(nearest_by_all_pairs(rows.row(i), result.centroids, rows.width));
    if (labels == result.labels) return result;
    result.labels = labels;
    result.centroids = centroids_of(rows, labels, k);
  }
}

Solution run(const Context& context, const MadeRows& made, Range share, const std::vector<float>& start,
             ClusterOptions options = {}) {
  return iterate(context, made.part(share), start, options, nothing_kept());
}

TEST(KMeans, HasTheBitsOfThePlainAlgorithmForAnyShares) {
  const Context context = test_context();
  for (const double spread : {0.3, 1.0, 3.0}) {
    const MadeRows made = make_rows(1500, 21, 13, spread);
    const std::vector<float> start(made.values.begin(), made.values.begin() + 13 * 21);
    const Reference expected = plain_kmeans(made, start);
    for (const Range share : {even_share(made.count(), context.comm), uneven_share(made.count(), context.comm)}) {
      const Solution found = run(context, made, share, start);
      EXPECT_EQ(found.iterations, expected.iterations);
      EXPECT_EQ(found.centroids, expected.centroids);
      EXPECT_EQ(found.labels, slice(expected.labels, share));
      EXPECT_EQ(found.changed, 0);
    }
  }
}

TEST(KMeans, AgreesWithNumPy) {
  const Context context = test_context();
  MadeRows made{19, read_npy<float>(golden_folder() / "kmeans_rows.npy", "<f4")};
  const auto labels = read_npy<std::int32_t>(golden_folder() / "kmeans_labels.npy", "<i4");
  const auto centroids = read_npy<double>(golden_folder() / "kmeans_centroids.npy", "<f8");
  const auto figures = read_npy<double>(golden_folder() / "kmeans_figures.npy", "<f8");
  const Range share = uneven_share(made.count(), context.comm);
  const Solution found = run(context, made, share, read_npy<float>(golden_folder() / "kmeans_start.npy", "<f4"));
  EXPECT_EQ(found.labels, slice(labels, share));
  EXPECT_EQ(static_cast<double>(found.iterations), figures[5]);
  const double mean = FixedPoint(made.count()).decode(found.objective) / static_cast<double>(made.count());
  EXPECT_NEAR(mean, figures[0], 1e-7 * figures[0]);
  for (std::size_t i = 0; i < centroids.size(); ++i)
    EXPECT_NEAR(static_cast<double>(found.centroids[i]), centroids[i], 1e-7);
}

TEST(KMeans, OneTopicIsTheNormalisedMean) {
  const Context context = test_context();
  const MadeRows made = make_rows(77, 5, 7, 0.5);
  const Range share = even_share(made.count(), context.comm);
  const Solution found = run(context, made, share, {1, 0, 0, 0, 0});
  EXPECT_EQ(found.labels, std::vector<std::int32_t>(static_cast<std::size_t>(share.size()), 0));
  EXPECT_EQ(found.centroids, centroids_of(made, std::vector<std::int32_t>(77, 0), 1));
}

TEST(KMeans, StopsAtTheToleranceOrTheLastIteration) {
  const Context context = test_context();
  const MadeRows made = make_rows(900, 10, 30, 2.0);
  const std::vector<float> start(made.values.begin(), made.values.begin() + 30 * 10);
  const Range share = even_share(made.count(), context.comm);
  const Solution exact = run(context, made, share, start);
  EXPECT_GT(exact.iterations, 4);
  ClusterOptions options;
  options.tolerance = 0.05;
  const Solution loose = run(context, made, share, start, options);
  EXPECT_LT(loose.iterations, exact.iterations);
  EXPECT_LE(loose.changed, 45);
  EXPECT_GT(loose.changed, 0);
  options.tolerance = 0;
  options.max_iterations = 2;
  const Solution short_run = run(context, made, share, start, options);
  EXPECT_EQ(short_run.iterations, 2);
  // Labels belong to the centroids returned, also where the run was cut short.
  for (std::int64_t i = 0; i < share.size(); ++i)
    EXPECT_EQ(short_run.labels[static_cast<std::size_t>(i)],
              nearest_by_all_pairs(made.row(share.first + i), short_run.centroids, 10));
}

// Two equal start centroids: the second gets no row. The row farthest from its centroid must fill it.
TEST(KMeans, EmptyTopicTakesTheFarthestRow) {
  const Context context = test_context();
  const MadeRows made = make_rows(120, 8, 3, 0.2);
  std::vector<float> start(made.values.begin(), made.values.begin() + 2 * 8);
  start.insert(start.end(), made.values.begin(), made.values.begin() + 8);
  for (const Range share : {even_share(made.count(), context.comm), uneven_share(made.count(), context.comm)}) {
    const Solution found = run(context, made, share, start);
    std::vector<std::int64_t> sizes(3);
    for (const std::int32_t topic : found.labels) ++sizes[static_cast<std::size_t>(topic)];
    context.comm.sum(sizes);
    EXPECT_EQ(sizes, (std::vector<std::int64_t>{40, 40, 40})) << "three separate groups of 40";
  }
}

TEST(EmptyTopics, FarthestRowsInOrderAndNoTopicLosesItsLast) {
  const Context context = test_context();
  // Angles to the own centroid; rows 0-3 in topic 0 at (1,0), rows 4-5 in topic 1 at (0,1); topics 2-4 are empty.
  const std::vector<double> angle{0.1, 0.4, 0.0, 0.4, 1.5, 1.4};
  MadeRows made{2, {}};
  for (std::size_t i = 0; i < angle.size(); ++i) {
    const double a = i < 4 ? angle[i] : angle[i] + std::acos(0.0);
    made.values.push_back(static_cast<float>(std::cos(a)));
    made.values.push_back(static_cast<float>(std::sin(a)));
  }
  const std::vector<float> centroids{1, 0, 0, 1, 1, 0, 1, 0, 1, 0};
  const std::vector<std::int32_t> labels{0, 0, 0, 0, 1, 1};
  const std::vector<std::int64_t> sizes{4, 2, 0, 0, 0};
  const Range share = uneven_share(made.count(), context.comm);
  const auto own = moves_to_empty_topics(context.comm, made.part(share), centroids, slice(labels, share), sizes);
  std::vector<std::int64_t> row_of(5, -1);
  for (const kernels::Move& move : own) {
    row_of[static_cast<std::size_t>(move.to)] = share.first + move.row;
    EXPECT_EQ(move.from, labels[static_cast<std::size_t>(share.first + move.row)]);
  }
  context.comm.max(row_of);
  // Row 4 is farthest; row 5 must stay, being the last of topic 1; rows 1 and 3 tie, the lower first.
  EXPECT_EQ(row_of, (std::vector<std::int64_t>{-1, -1, 4, 1, 3}));
}

TEST(KMeans, FewerDifferentRowsThanTopicsLeavesTopicsEmpty) {
  const Context context = test_context();
  const MadeRows made = make_rows(24, 6, 2, 0);
  const Range share = even_share(made.count(), context.comm);
  const std::vector<float> start(made.values.begin(), made.values.begin() + 4 * 6);
  const Solution found = run(context, made, share, start);
  for (std::int64_t i = 0; i < share.size(); ++i)
    EXPECT_EQ(found.labels[static_cast<std::size_t>(i)], (share.first + i) % 2);
}

// All are as near to any centroid: nothing is gained by moving them about.
TEST(KMeans, RowsOfZerosStayWhereTheyAre) {
  const Context context = test_context();
  const MadeRows made{4, std::vector<float>(30 * 4)};
  const Range share = uneven_share(made.count(), context.comm);
  const Solution found = run(context, made, share, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});
  EXPECT_LE(found.iterations, 2);
  EXPECT_EQ(found.changed, 0);
  for (const std::int32_t topic : found.labels) EXPECT_EQ(topic, 0);
}

TEST(Solve, KeepsTheStartWithTheLargestObjective) {
  const Context context = test_context();
  const MadeRows made = make_rows(400, 12, 25, 1.5);
  const Rows own = made.part(even_share(made.count(), context.comm));
  ClusterOptions options;
  options.starts = 1;
  const Solution first = solve(context, own, 10, options, nothing_kept());
  options.starts = 6;
  const Solution best = solve(context, own, 10, options, nothing_kept());
  EXPECT_GT(best.objective, first.objective) << "six starts of overlapping groups find more than the first";
}

}  // namespace
}  // namespace thema::clusters
