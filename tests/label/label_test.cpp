// SPDX-License-Identifier: Apache-2.0
#include "thema/label/label.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/error.hpp"
#include "thema/core/partition.hpp"
#include "thema/core/random.hpp"

namespace thema {
namespace {

constexpr std::int64_t kPapers = 60, kTopics = 3;

// Topic 0 is of galaxies, topic 1 of neural networks, topic 2 has no papers.
std::int32_t topic_of(std::int64_t row) { return row % 3 == 0 ? 1 : 0; }
float similarity_of(std::int64_t row) {
  return static_cast<float>(random_unit(1, Draw::test, static_cast<std::uint64_t>(row)));
}

Document paper(std::int64_t row) {
  const bool networks = topic_of(row) == 1;
  Document d;
  d.id = "id" + std::to_string(row);
  d.title = networks ? "Neural networks number " + std::to_string(row) + ": a study"
                     : R"(Galaxies of Schr\"odinger $z=)" + std::to_string(row) + "$";
  d.abstract = networks ? "We train neural networks by gradient descent. Neural networks learn from images."
                        : "Galaxies have halos of dark matter. The halo of a galaxy rotates slowly.";
  d.categories = networks ? "cs.LG stat.ML" : "astro-ph.GA";
  d.date = static_cast<std::int32_t>(row / 3);
  return d;
}

Documents papers(Range rows) {
  Documents documents;
  documents.first_row = rows.first;
  for (std::int64_t row = rows.first; row < rows.last; ++row) {
    documents.push_back(paper(row), 0, 0);
  }
  return documents;
}

Clustering clustering_of(Range mine) {
  Clustering clustering;
  clustering.k = kTopics;
  clustering.width = 2;
  clustering.centroids = {1, 0, 1, 0, 1, 0};
  clustering.first_row = mine.first;
  clustering.total_rows = kPapers;
  clustering.sizes = {40, 20, 0};
  for (std::int64_t row = mine.first; row < mine.last; ++row) {
    clustering.assignment.push_back(topic_of(row));
    clustering.similarity.push_back(similarity_of(row));
    clustering.silhouette.push_back(0.25f);
  }
  return clustering;
}

std::int64_t nearest(std::int32_t topic) {
  std::int64_t best = -1;
  for (std::int64_t row = 0; row < kPapers; ++row)
    if (topic_of(row) == topic && (best < 0 || similarity_of(row) > similarity_of(best))) best = row;
  return best;
}

Topics labelled(Context& context, const LabelOptions& options, const ReadEmbeddingRows& embeddings = {}) {
  const TemporaryFolder folder;
  const Range mine = even_part(kPapers, context.comm.size(), context.comm.rank());
  store::DocumentSizes sizes;
  for (std::int64_t row = mine.first; row < mine.last; ++row) sizes.add(paper(row));
  store::DocumentSink sink(context, folder.path(), {"documents", "", {"a"}, {}}, sizes, {"papers.jsonl"});
  sink.append(papers(mine));
  sink.complete(context);
  store::DocumentSource documents(folder.path());
  return label(context, documents, clustering_of(mine), options, embeddings);
}

TEST(Label, NamesTheTopics) {
  Context context = test_context();
  const Topics topics = labelled(context, {});
  EXPECT_EQ(topics.k, kTopics);
  if (!context.comm.is_root()) return;
  EXPECT_EQ(topics.keywords[0], "galaxies");
  EXPECT_EQ(topics.keywords[10], "neural networks");
  EXPECT_EQ(topics.keywords[20], "");
  EXPECT_EQ(topics.label[0], "galaxies | Galaxies of Schrödinger z=" + std::to_string(nearest(0)));
  EXPECT_EQ(topics.label[1], "neural networks | Neural networks number " + std::to_string(nearest(1)));
  EXPECT_EQ(topics.label[2], "topic 2");
  EXPECT_EQ(topics.representatives[5], nearest(1));
  EXPECT_EQ(topics.representatives[10], -1);
  EXPECT_EQ(topics.main_categories, (std::vector<std::string>{"astro-ph.GA 100%", "cs.LG 100%", ""}));
  EXPECT_EQ(topics.v_measure, 1);
  EXPECT_EQ(topics.ami, 1);
  EXPECT_EQ(topics.purity, 1);
  EXPECT_EQ(topics.npmi.size(), 3u);
  EXPECT_TRUE(std::isnan(topics.c_v[2]));
  EXPECT_EQ(topics.diversity, 1);
  EXPECT_EQ(topics.sizes, (std::vector<std::int64_t>{40, 20, 0}));
  EXPECT_EQ(topics.mean_silhouette, (std::vector<double>{0.25, 0.25, 0}));
  EXPECT_EQ(topics.row_starts.size(), 4u);
  EXPECT_EQ(topics.columns.size(), topics.weights.size());
}

TEST(Label, LeavesOutTheStopWordsOfTheUser) {
  Context context = test_context();
  LabelOptions options;
  options.stop_words = {"galaxies", "galaxy"};
  const Topics topics = labelled(context, options);
  if (!context.comm.is_root()) return;
  for (const std::string& term : topics.terms) EXPECT_EQ(term.find("galax"), std::string::npos) << term;
}

TEST(Label, TakesGeneralWordsAloneWhereAsked) {
  Context context = test_context();
  LabelOptions options;
  for (const bool alone : {false, true}) {
    options.general_words = alone ? "alone" : "in_pairs";
    const Topics topics = labelled(context, options);
    if (!context.comm.is_root()) continue;
    EXPECT_EQ(std::ranges::count(topics.terms, "number"), alone ? 1 : 0);
  }
}

TEST(Label, ListsDistinctiveTerms) {
  Context context = test_context();
  const Topics topics = labelled(context, {});
  if (!context.comm.is_root()) return;
  ASSERT_EQ(topics.distinctive.size(), 30u);
  ASSERT_EQ(topics.distinctive_weights.size(), 30u);
  EXPECT_EQ(topics.distinctive[10], "neural networks");
  EXPECT_GT(topics.distinctive_weights[10], 0);
  EXPECT_EQ(topics.distinctive[20], "");  // the topic without papers
}

TEST(Label, ListsNewestAndDiversePapers) {
  Context context = test_context();
  const auto read = [](const std::vector<std::int64_t>& rows) {
    std::vector<float> values;
    for (const std::int64_t row : rows) values.insert(values.end(), {similarity_of(row), static_cast<float>(row)});
    return values;
  };
  const Topics topics = labelled(context, {}, read);
  if (!context.comm.is_root()) return;
  ASSERT_EQ(topics.representatives_newest.size(), 15u);
  ASSERT_EQ(topics.representatives_diverse.size(), 15u);
  const auto newest = topics.representatives_newest.begin() + 5, diverse = topics.representatives_diverse.begin();
  EXPECT_EQ((std::vector<std::int64_t>(newest, newest + 5)), (std::vector<std::int64_t>{57, 54, 51, 48, 45}));
  EXPECT_EQ(diverse[0], nearest(0));
  EXPECT_EQ(diverse[5], nearest(1));
  EXPECT_EQ(diverse[10], -1);
}

TEST(Label, NamesNoDiversePapersWithoutEmbeddings) {
  Context context = test_context();
  const Topics topics = labelled(context, {});
  EXPECT_EQ(topics.representatives_diverse, std::vector<std::int64_t>(context.comm.is_root() ? 15 : 0, -1));
}

TEST(Label, TakesOtherWeightsKeywordsAndTemplates) {
  Context context = test_context();
  LabelOptions options;
  options.max_ngram = 3;
  options.weighting = "bm25";
  options.frequent_words = "reduce";
  options.seed_words = {"Dark Matter"};
  options.seed_multiplier = 50;
  options.diversity = 0.3;
  options.label_template = "{topic}: {keywords:1} ({size})";
  const Topics topics = labelled(context, options);
  if (!context.comm.is_root()) return;
  EXPECT_EQ(topics.label[0], "0: dark matter (40)");
  EXPECT_EQ(topics.label[2], "2: topic 2 (0)");
  EXPECT_NE(std::find(topics.terms.begin(), topics.terms.end(), "train neural networks"), topics.terms.end());
}

// `count` times the same paper, without date and category, in topic 0 of `k`.
Topics of_equal_papers(Context& context, const Document& paper_of_all, std::int64_t count, std::int64_t k) {
  const TemporaryFolder folder;
  const Range mine = even_part(count, context.comm.size(), context.comm.rank());
  store::DocumentSizes sizes;
  Documents documents;
  documents.first_row = mine.first;
  Clustering clustering;
  clustering.k = k, clustering.width = 2, clustering.first_row = mine.first, clustering.total_rows = count;
  clustering.sizes.assign(static_cast<std::size_t>(k), 0);
  clustering.sizes[0] = count;
  for (std::int64_t t = 0; t < k; ++t) clustering.centroids.insert(clustering.centroids.end(), {1, 0});
  for (std::int64_t row = mine.first; row < mine.last; ++row) {
    sizes.add(paper_of_all);
    documents.push_back(paper_of_all, 0, 0);
    clustering.assignment.push_back(0);
    clustering.similarity.push_back(1);
    clustering.silhouette.push_back(0);
  }
  store::DocumentSink sink(context, folder.path(), {"documents", "", {"a"}, {}}, sizes, {"papers.jsonl"});
  sink.append(documents);
  sink.complete(context);
  store::DocumentSource source(folder.path());
  LabelOptions options;
  options.diversity = 0.5;
  options.representatives = 2;
  const auto read = [](const std::vector<std::int64_t>& rows) {
    std::vector<float> values;
    for (std::size_t i = 0; i < rows.size(); ++i) values.insert(values.end(), {1, 0});
    return values;
  };
  return label(context, source, clustering, options, read);
}

TEST(Label, NamesASingleTopicOfEqualPapersWithoutDateAndCategory) {
  Context context = test_context();
  Document same;
  same.id = "a", same.title = "Spin glass", same.abstract = "A lattice.";
  const Topics topics = of_equal_papers(context, same, 6, 1);
  if (!context.comm.is_root()) return;
  EXPECT_EQ(topics.label, std::vector<std::string>{"lattice | Spin glass"});  // of equal weights, the first by bytes
  EXPECT_EQ(topics.keywords[1], "spin glass");
  EXPECT_EQ(topics.distinctive, std::vector<std::string>(10));  // there is nothing to differ from
  EXPECT_EQ(topics.representatives, (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(topics.representatives_diverse, (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(topics.representatives_newest, (std::vector<std::int64_t>{-1, -1}));
  EXPECT_EQ(topics.main_categories, std::vector<std::string>{""});
}

TEST(Label, NamesTopicsWithoutAnyTerm) {
  Context context = test_context();
  Document empty;
  empty.id = "a", empty.abstract = "It is of the";
  const Topics topics = of_equal_papers(context, empty, 5, 2);
  if (!context.comm.is_root()) return;
  EXPECT_TRUE(topics.terms.empty());
  EXPECT_EQ(topics.label, (std::vector<std::string>{"topic 0", "topic 1"}));
  EXPECT_EQ(topics.distinctive, std::vector<std::string>(20));
  EXPECT_EQ(topics.representatives_diverse, (std::vector<std::int64_t>{0, 1, -1, -1}));
}

TEST(Label, RefusesATemplateBeforeAnythingIsRead) {
  LabelOptions options;
  EXPECT_NO_THROW(check(options));
  options.label_template = "{keyword} {author}";
  EXPECT_THROW(check(options), Error);
  options.label_template = "{keywords:11}";
  EXPECT_THROW(check(options), Error);
}

TEST(Label, RefusesAClusteringOfOtherPapers) {
  Context context = test_context();
  const TemporaryFolder folder;
  store::DocumentSizes sizes;
  if (context.comm.is_root()) sizes.add(paper(0));
  store::DocumentSink sink(context, folder.path(), {"documents", "", {"a"}, {}}, sizes, {"papers.jsonl"});
  if (context.comm.is_root()) sink.append(papers({0, 1}));
  sink.complete(context);
  store::DocumentSource documents(folder.path());
  EXPECT_THROW(label(context, documents, clustering_of({0, 0}), {}), Error);
}

}  // namespace
}  // namespace thema
