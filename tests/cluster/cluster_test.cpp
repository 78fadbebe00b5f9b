// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/cluster.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"
#include "thema/core/error.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema {
namespace {

Embeddings embeddings_of(const MadeRows& made, Range share) {
  const auto rows = made.part(share);
  return {share.first, made.count(), made.width, {rows.values.begin(), rows.values.end()}};
}

template <class T> bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

void expect_same(const Clustering& found, const Clustering& all, Range share) {
  EXPECT_EQ(found.k, all.k);
  EXPECT_EQ(found.first_row, share.first);
  EXPECT_EQ(found.total_rows, all.total_rows);
  EXPECT_TRUE(same_bits(found.centroids, all.centroids));
  EXPECT_EQ(found.sizes, all.sizes);
  EXPECT_TRUE(same_bits(found.space.mean, all.space.mean));
  EXPECT_TRUE(same_bits(found.space.landmarks, all.space.landmarks));
  EXPECT_EQ(found.assignment, slice(all.assignment, share));
  EXPECT_TRUE(same_bits(found.similarity, slice(all.similarity, share)));
  EXPECT_EQ(found.second, slice(all.second, share));
  EXPECT_TRUE(same_bits(found.second_similarity, slice(all.second_similarity, share)));
  EXPECT_TRUE(same_bits(found.silhouette, slice(all.silhouette, share)));
  EXPECT_TRUE(same_bits(found.selection, all.selection));
  EXPECT_EQ(found.selection_metric, all.selection_metric);
  EXPECT_EQ(found.selection_rows, all.selection_rows);
  EXPECT_EQ(found.selection_elbow, all.selection_elbow);
}

// This rank alone clusters the whole corpus; all ranks together must find the same bits, whatever their shares.
void expect_independent_of_shares(const MadeRows& made, const ClusterOptions& options, const JudgeTopics& judge = {}) {
  Context together = test_context(), alone = test_context(MPI_COMM_SELF);
  Embeddings whole = embeddings_of(made, {0, made.count()});
  const Clustering expected = cluster(alone, whole, options, judge, nothing_kept());
  for (const Range share : {even_share(made.count(), together.comm), uneven_share(made.count(), together.comm)}) {
    Embeddings own = embeddings_of(made, share);
    expect_same(cluster(together, own, options, judge, nothing_kept()), expected, share);
    EXPECT_TRUE(same_bits(own.values, embeddings_of({made.width, whole.values}, share).values)) << "moved alike";
  }
}

TEST(Cluster, TheSameBitsForAnyShares) {
  const MadeRows made = make_rows(700, 18, 9, 0.8);
  ClusterOptions options;
  options.seed = 11;
  options.k = 9;
  expect_independent_of_shares(made, options);
  options.init = "kmeans++";
  expect_independent_of_shares(made, options);
  options.center = true;
  expect_independent_of_shares(made, options);
  options.center = false;
  options.smooth = true;
  expect_independent_of_shares(made, options);
  options.landmarks = 1000;  // more than there are rows
  expect_independent_of_shares(made, options);
  options.k = 1;
  expect_independent_of_shares(made, options);
}

std::vector<WordFigures> judge_by_k(const std::vector<TopicsOfPapers>& sorted) {
  std::vector<WordFigures> figures;
  for (const auto& [k, topic] : sorted) figures.push_back({1.0 / static_cast<double>(k), 0.5, SelectionRow::unknown});
  return figures;
}

TEST(Cluster, ChoiceOfKTheSameBitsForAnyShares) {
  const MadeRows made = make_rows(500, 18, 7, 0.5);
  ClusterOptions options;
  options.candidates = {11, 3, 7, 7, 4};
  options.starts = 2;
  options.gap_references = 1;
  for (const char* criterion : {"consensus", "davies_bouldin", "gap"}) {
    options.criterion = criterion;
    for (const std::int64_t sample : {200, 500, 100'000}) {
      options.selection_sample = sample;
      expect_independent_of_shares(made, options, judge_by_k);
    }
  }
}

TEST(Cluster, EveryFigureOfEveryKIsThere) {
  Context context = test_context();
  const MadeRows made = make_rows(420, 24, 6, 0.4);
  ClusterOptions options;
  options.k_min = 3, options.k_max = 12, options.k_steps = 3;
  options.starts = 3;
  options.gap_references = 2;
  Embeddings own = embeddings_of(made, even_share(made.count(), context.comm));
  const Clustering found = cluster(context, own, options, judge_by_k, nothing_kept());
  ASSERT_EQ(found.selection.size(), 3u);
  for (const SelectionRow& row : found.selection) {
    EXPECT_FALSE(std::isnan(row.silhouette + row.stability_starts + row.stability_subsamples + row.gap)) << row.k;
    EXPECT_GE(row.gap_error, 0);
    EXPECT_EQ(row.npmi, 1.0 / static_cast<double>(row.k));
    EXPECT_EQ(row.diversity, 0.5);
    EXPECT_TRUE(std::isnan(row.v_measure));
  }
  EXPECT_EQ(found.selection[1].k, 6);
  EXPECT_EQ(found.k, 6);
  EXPECT_EQ(found.selection_elbow, 6);
  EXPECT_NEAR(found.selection[1].stability_subsamples, 1, 1e-12);
  options.starts = 1;
  options.subsamples = options.gap_references = 0;
  own = embeddings_of(made, even_share(made.count(), context.comm));
  for (const SelectionRow& row : cluster(context, own, options, {}, nothing_kept()).selection)
    EXPECT_TRUE(std::isnan(row.stability_subsamples) && std::isnan(row.gap) && std::isnan(row.npmi));
}

// The references have no warm start, so the papers' dispersion must not be that of one either.
TEST(Cluster, TheGapOfAKIsTheSameWhateverElseIsTried) {
  Context context = test_context();
  const MadeRows made = make_rows(420, 24, 12, 4);
  ClusterOptions options;
  options.seed = 3;
  options.starts = 1;
  options.gap_references = 2;
  const auto last_row = [&](std::vector<std::int64_t> candidates) {
    options.candidates = std::move(candidates);
    Embeddings own = embeddings_of(made, even_share(made.count(), context.comm));
    return cluster(context, own, options, {}, nothing_kept()).selection.back();
  };
  const SelectionRow alone = last_row({12}), warm = last_row({6, 12});
  EXPECT_LT(warm.inertia, alone.inertia) << "the warm start must be the better one, or nothing is tested";
  EXPECT_EQ(warm.gap, alone.gap);
  EXPECT_EQ(warm.gap_error, alone.gap_error);
}

// The papers of the sample have the topics of the best start, the others none.
TEST(Cluster, TheJudgeIsAskedOnceAboutTheSample) {
  Context context = test_context();
  const MadeRows made = make_rows(300, 24, 5, 0.1);
  ClusterOptions options;
  options.candidates = {2, 5};
  options.selection_sample = 120;
  const Range share = uneven_share(made.count(), context.comm);
  int asked = 0;
  const JudgeTopics judge = [&](const std::vector<TopicsOfPapers>& sorted) {
    ++asked;
    EXPECT_EQ(sorted.size(), 2u);
    std::vector<std::int64_t> looked_at(2);
    for (std::size_t a = 0; a < 2; ++a)
      for (const std::int32_t topic : sorted[a].topic) looked_at[a] += topic >= 0 ? 1 : 0;
    context.comm.sum(looked_at);
    EXPECT_EQ(looked_at, (std::vector<std::int64_t>{120, 120}));
    const auto topics = context.comm.all_gather(sorted[1].topic);
    EXPECT_EQ(topics.size(), 300u);
    std::vector<std::int32_t> of_group(5, -1);
    for (std::size_t i = 0; i < topics.size(); ++i) {
      if (topics[i] < 0) continue;
      if (of_group[i % 5] < 0) of_group[i % 5] = topics[i];
      EXPECT_EQ(topics[i], of_group[i % 5]) << "a planted group in one topic";
    }
    return judge_by_k(sorted);
  };
  Embeddings own = embeddings_of(made, share);
  const Clustering found = cluster(context, own, options, judge, nothing_kept());
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(found.selection_rows, 120);
}

TEST(Cluster, FindsThePlantedGroups) {
  Context context = test_context();
  const MadeRows made = make_rows(420, 24, 6, 0.4);
  ClusterOptions options;
  options.candidates = {2, 4, 6, 9, 500};
  const Range share = even_share(made.count(), context.comm);
  Embeddings own = embeddings_of(made, share);
  const Clustering found = cluster(context, own, options, {}, nothing_kept());
  EXPECT_EQ(found.k, 6);
  EXPECT_EQ(found.sizes, std::vector<std::int64_t>(6, 70));
  EXPECT_EQ(found.selection.size(), 4u) << "500 topics cannot be tried on 420 papers";
  EXPECT_EQ(found.selection_rows, 420);
  EXPECT_EQ(found.selection_metric.rfind("consensus", 0), 0u);
  EXPECT_NE(found.selection_metric.find("without topic quality"), std::string::npos) << "nobody judged the words";
  const auto labels = context.comm.all_gather(found.assignment);
  for (std::size_t i = 0; i < labels.size(); ++i) EXPECT_EQ(labels[i], labels[i % 6]);
}

TEST(Cluster, StoredValuesAreExact) {
  Context context = test_context();
  const MadeRows made = make_rows(300, 13, 8, 1.0);
  ClusterOptions options;
  options.k = 8;
  Embeddings own = embeddings_of(made, even_share(made.count(), context.comm));
  const Clustering found = cluster(context, own, options, {}, nothing_kept());
  for (std::int64_t i = 0; i < own.rows(); ++i) {
    std::vector<std::pair<double, std::int32_t>> order;
    for (std::int32_t t = 0; t < 8; ++t)
      order.emplace_back(-exact_dot(own.row(i).data(), found.centroids.data() + t * 13, 13), t);
    std::sort(order.begin(), order.end());
    const auto at = static_cast<std::size_t>(i);
    EXPECT_EQ(found.assignment[at], order[0].second);
    EXPECT_EQ(found.second[at], order[1].second);
    EXPECT_EQ(found.similarity[at], static_cast<float>(-order[0].first));
    EXPECT_EQ(found.second_similarity[at], static_cast<float>(-order[1].first));
  }
  EXPECT_EQ(found.selection.size(), 1u);
  EXPECT_EQ(found.selection[0].k, 8);
}

TEST(Cluster, AsManyTopicsAsPapers) {
  Context context = test_context();
  const MadeRows made = make_rows(12, 6, 12, 0);
  ClusterOptions options;
  options.k = 12;
  Embeddings own = embeddings_of(made, even_share(made.count(), context.comm));
  const Clustering found = cluster(context, own, options, {}, nothing_kept());
  EXPECT_EQ(found.sizes, std::vector<std::int64_t>(12, 1));
  for (const float s : found.similarity) EXPECT_NEAR(s, 1, 1e-6);
  for (const float s : found.silhouette) EXPECT_EQ(s, 0);
}

TEST(Cluster, OneTopicHasNoSecond) {
  Context context = test_context();
  const MadeRows made = make_rows(12, 6, 12, 0);
  ClusterOptions options;
  options.k = 1;
  Embeddings own = embeddings_of(made, even_share(made.count(), context.comm));
  const Clustering found = cluster(context, own, options, {}, nothing_kept());
  for (const std::int32_t second : found.second) EXPECT_EQ(second, -1);
  for (const float s : found.second_similarity) EXPECT_TRUE(std::isnan(s));
}

TEST(Cluster, PapersThatAreAllTheSameChooseNoKByMerit) {
  Context context = test_context();
  const MadeRows made = make_rows(12, 6, 1, 0);
  ClusterOptions options;
  options.candidates = {2, 3};
  options.criterion = "silhouette";
  Embeddings own = embeddings_of(made, even_share(made.count(), context.comm));
  const Clustering found = cluster(context, own, options, {}, nothing_kept());
  EXPECT_EQ(found.k, 2);
  EXPECT_NE(found.selection_metric.find("defined for none"), std::string::npos) << found.selection_metric;
  options.criterion = "consensus";
  EXPECT_EQ(cluster(context, own, options, {}, nothing_kept()).k, 2) << "equally stable: the smaller K";
}

// The Error that `run` throws, on all ranks alike.
template <class Run> std::string error_of(ExitCode code, Run run) {
  try {
    run();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return "no error";
}

TEST(Cluster, RefusesMoreTopicsThanPapers) {
  Context context = test_context();
  const MadeRows made = make_rows(5, 6, 5, 0);
  Embeddings own = embeddings_of(made, even_share(made.count(), context.comm));
  ClusterOptions options;
  options.k = 6;
  EXPECT_EQ(error_of(ExitCode::usage, [&] { cluster(context, own, options, {}, nothing_kept()); }),
            "cluster.k = 6, but there are only 5 papers; k topics need at least k papers");
  options.k = 0;
  options.candidates = {6, 10};
  EXPECT_NE(
      error_of(ExitCode::usage, [&] { cluster(context, own, options, {}, nothing_kept()); }).find("cluster.candidates"),
      std::string::npos);
  options.candidates = {};
  options.k_min = 6;
  EXPECT_EQ(error_of(ExitCode::usage, [&] { cluster(context, own, options, {}, nothing_kept()); }),
            "cluster.k_min = 6: no K can be tried on 5 papers; k topics need at least k papers");
  options.k_min = 2;
  EXPECT_EQ(cluster(context, own, options, {}, nothing_kept()).selection.back().k, 5)
      << "larger ones of the grid are passed over";
}

TEST(Cluster, RefusesRulesThatCannotBeKept) {
  const auto refusal = [](const ClusterOptions& options) { return error_of(ExitCode::usage, [&] { check(options); }); };
  EXPECT_EQ(refusal({}), "no error");
  ClusterOptions options;
  options.k_min = 50, options.k_max = 20;
  EXPECT_NE(refusal(options).find("cluster.k_min = 50 is above cluster.k_max = 20"), std::string::npos);
  options.candidates = {3};
  EXPECT_EQ(refusal(options), "no error") << "there is a list";
  options.criterion = "gap";
  EXPECT_NE(refusal(options).find("cluster.gap_references"), std::string::npos);
  options.criterion = "stability";
  options.starts = 1;
  options.subsamples = 0;
  EXPECT_NE(refusal(options).find("cluster.subsamples"), std::string::npos);
  options.k = 3;
  EXPECT_EQ(refusal(options), "no error") << "nothing is chosen";
}

TEST(Cluster, RefusesRowsThatAreNotUnit) {
  Context alone = test_context(MPI_COMM_SELF);
  for (const float value : {std::nanf(""), 3.0f}) {
    MadeRows made = make_rows(5, 6, 5, 0);
    made.values[13] = value;
    Embeddings own = embeddings_of(made, {0, 5});
    ClusterOptions options;
    options.k = 2;
    EXPECT_NE(error_of(ExitCode::data, [&] { cluster(alone, own, options, {}, nothing_kept()); }).find("row 2"),
              std::string::npos);
  }
}

TEST(Cluster, TheMeanIsSubtractedOrRowsAreSmoothed) {
  ClusterOptions options;
  options.k = 2;
  options.center = options.smooth = true;
  EXPECT_EQ(error_of(ExitCode::usage, [&] { check(options); }),
            "cluster.center and cluster.smooth are both true; one of them can be");
  options.smooth = false;
  options.landmarks = 50;
  EXPECT_EQ(error_of(ExitCode::usage, [&] { check(options); }), "cluster.landmarks = 50 needs cluster.smooth = true");
}

// What is stored must suffice to compare an embedding that was not there with the centroids.
TEST(Cluster, TheStoredMeanAndCentroidsGiveTheSimilarities) {
  Context context = test_context();
  const MadeRows made = make_rows(300, 10, 4, 0.6);
  ClusterOptions options;
  options.k = 4;
  Embeddings own = embeddings_of(made, even_share(made.count(), context.comm));
  EXPECT_TRUE(cluster(context, own, options, {}, nothing_kept()).space.mean.empty()) << "not centred";
  options.center = true;
  const Clustering found = cluster(context, own, options, {}, nothing_kept());
  const Embeddings given = embeddings_of(made, even_share(made.count(), context.comm));
  for (std::int64_t i = 0; i < given.rows(); ++i) {
    std::vector<float> x(given.row(i).begin(), given.row(i).end());
    for (std::size_t j = 0; j < x.size(); ++j) x[j] -= found.space.mean.at(j);
    normalise(x);
    const auto at = static_cast<std::size_t>(i);
    const float* const centroid = found.centroids.data() + found.assignment[at] * found.width;
    EXPECT_EQ(static_cast<float>(exact_dot(x.data(), centroid, found.width)), found.similarity[at]) << i;
  }
}

}  // namespace
}  // namespace thema
