// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/quality.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "cluster/made_rows.hpp"
#include "model/npy_file.hpp"
#include "test_context.hpp"
#include "thema/cluster/assign.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::clusters {
namespace {

// A solution with given labels; the centroids matter to inertia alone.
Solution labelled(const Rows& rows, std::vector<std::int32_t> labels, std::int64_t k) {
  Solution solution;
  solution.labels = std::move(labels);
  solution.centroids.assign(static_cast<std::size_t>(k * rows.width), 0);
  return solution;
}

// Rousseeuw's definition over all pairs.
double silhouette_by_pairs(const MadeRows& rows, const std::vector<std::int32_t>& labels, std::int64_t i) {
  std::vector<double> sum(100), count(100);
  for (std::int64_t j = 0; j < rows.count(); ++j) {
    if (j == i) continue;
    const auto topic = static_cast<std::size_t>(labels[static_cast<std::size_t>(j)]);
    sum[topic] += 1 - exact_dot(rows.row(i), rows.row(j), rows.width);
    ++count[topic];
  }
  const auto own = static_cast<std::size_t>(labels[static_cast<std::size_t>(i)]);
  if (count[own] == 0) return 0;
  const double a = sum[own] / count[own];
  double b = std::numeric_limits<double>::infinity();
  for (std::size_t t = 0; t < sum.size(); ++t)
    if (t != own && count[t] > 0) b = std::min(b, sum[t] / count[t]);
  return (b - a) / std::max(a, b);
}

TEST(Quality, AgreesWithScikitLearn) {
  const Context context = test_context();
  const MadeRows made{19, read_npy<float>(golden_folder() / "kmeans_rows.npy", "<f4")};
  const auto labels = read_npy<std::int32_t>(golden_folder() / "kmeans_labels.npy", "<i4");
  const auto centroids = read_npy<double>(golden_folder() / "kmeans_centroids.npy", "<f8");
  const auto silhouette = read_npy<double>(golden_folder() / "kmeans_silhouette.npy", "<f8");
  const auto figures = read_npy<double>(golden_folder() / "kmeans_figures.npy", "<f8");
  const Range share = uneven_share(made.count(), context.comm);
  Solution solution;
  solution.labels = slice(labels, share);
  for (const double c : centroids) solution.centroids.push_back(static_cast<float>(c));
  std::int64_t objective = 0;
  for_each_nearest(made.part(share), solution.centroids, [&](std::int64_t, std::int32_t, double similarity) {
    objective += FixedPoint(made.count()).encode(similarity);
  });
  solution.objective = context.comm.sum(objective);
  const Quality found = measure(context, made.part(share), solution);
  for (std::int64_t i = 0; i < share.size(); ++i)
    EXPECT_NEAR(static_cast<double>(found.silhouette[static_cast<std::size_t>(i)]),
                silhouette[static_cast<std::size_t>(share.first + i)], 1e-6);
  constexpr double relative = 1e-6;
  EXPECT_NEAR(found.figures.mean_similarity, figures[0], relative * figures[0]);
  EXPECT_NEAR(found.figures.inertia, figures[1], relative * figures[1]);
  EXPECT_NEAR(found.figures.silhouette, figures[2], relative * figures[2]);
  EXPECT_NEAR(found.figures.calinski_harabasz, figures[3], relative * figures[3]);
  EXPECT_NEAR(found.figures.davies_bouldin, figures[4], relative * figures[4]);
  EXPECT_EQ(found.figures.smallest, 1);
  EXPECT_EQ(found.figures.largest, 62);
}

TEST(Quality, SilhouetteIsThatOfAllPairs) {
  const Context context = test_context();
  for (const double spread : {0.2, 2.0}) {
    const MadeRows made = make_rows(150, 14, 6, spread);
    std::vector<std::int32_t> labels;  // not the best ones: rows nearer to another topic get a negative silhouette
    for (std::int64_t i = 0; i < made.count(); ++i) labels.push_back(static_cast<std::int32_t>((i + i / 100) % 6));
    labels[17] = 6;              // a topic of one row
    labels[3] = labels[44] = 8;  // a topic of two; topic 7 is empty
    const Range share = uneven_share(made.count(), context.comm);
    const Quality found = measure(context, made.part(share), labelled(made.part(share), slice(labels, share), 9));
    double sum = 0;
    for (std::int64_t i = 0; i < made.count(); ++i) {
      const double expected = silhouette_by_pairs(made, labels, i);
      sum += expected;
      if (i < share.first || i >= share.last) continue;
      EXPECT_NEAR(static_cast<double>(found.silhouette[static_cast<std::size_t>(i - share.first)]), expected, 1e-6);
    }
    EXPECT_NEAR(found.figures.silhouette, sum / 150, 1e-6);
    EXPECT_EQ(found.figures.smallest, 0);
  }
}

TEST(Quality, EqualRowsInTwoTopicsScoreZeroAndApartScoreOne) {
  const Context context = test_context();
  const MadeRows equal = make_rows(20, 7, 1, 0), apart = make_rows(20, 7, 2, 0);
  const Range share = even_share(20, context.comm);
  std::vector<std::int32_t> labels;
  for (std::int32_t i = 0; i < 20; ++i) labels.push_back(i % 2);
  const auto figure = [&](const MadeRows& made) {
    return measure(context, made.part(share), labelled(made.part(share), slice(labels, share), 2)).figures;
  };
  EXPECT_EQ(figure(equal).silhouette, 0);
  EXPECT_EQ(figure(apart).silhouette, 1);
  EXPECT_NEAR(figure(apart).davies_bouldin, 0, 1e-6);
}

TEST(Quality, OneTopicHasNoIndices) {
  const Context context = test_context();
  const MadeRows made = make_rows(30, 7, 3, 0.5);
  const Range share = even_share(30, context.comm);
  const std::vector<std::int32_t> labels(static_cast<std::size_t>(share.size()), 0);
  const Quality found = measure(context, made.part(share), labelled(made.part(share), labels, 1));
  EXPECT_TRUE(std::isnan(found.figures.silhouette));
  EXPECT_TRUE(std::isnan(found.figures.calinski_harabasz));
  EXPECT_TRUE(std::isnan(found.figures.davies_bouldin));
  for (const float s : found.silhouette) EXPECT_EQ(s, 0);
}

TEST(Quality, TheSameBitsForAnyShares) {
  const Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  const MadeRows made = make_rows(333, 14, 8, 0.7);
  std::vector<std::int32_t> labels;
  for (std::int32_t i = 0; i < 333; ++i) labels.push_back(i % 8);
  const Quality expected = measure(alone, made.all(), labelled(made.all(), labels, 8));
  for (const Range share : {even_share(333, context.comm), uneven_share(333, context.comm)}) {
    const Quality found = measure(context, made.part(share), labelled(made.part(share), slice(labels, share), 8));
    EXPECT_EQ(std::memcmp(&found.figures, &expected.figures, sizeof(SelectionRow)), 0);
    EXPECT_EQ(found.silhouette, slice(expected.silhouette, share));
  }
}

}  // namespace
}  // namespace thema::clusters
