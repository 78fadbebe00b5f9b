// SPDX-License-Identifier: Apache-2.0
#include "thema/label/label.hpp"

#include <gtest/gtest.h>

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
  d.date = 0;
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

Topics labelled(Context& context, const LabelOptions& options) {
  const TemporaryFolder folder;
  const Range mine = even_part(kPapers, context.comm.size(), context.comm.rank());
  store::DocumentSizes sizes;
  for (std::int64_t row = mine.first; row < mine.last; ++row) sizes.add(paper(row));
  store::DocumentSink sink(context, folder.path(), {"documents", "", {"a"}, {}}, sizes, {"papers.jsonl"});
  sink.append(papers(mine));
  sink.complete(context);
  store::DocumentSource documents(folder.path());
  return label(context, documents, clustering_of(mine), options);
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
