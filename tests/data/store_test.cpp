// SPDX-License-Identifier: Apache-2.0
#include "thema/data/store.hpp"

#include <gtest/gtest.h>

#include "temporary_folder.hpp"
#include "test_context.hpp"

namespace thema {
namespace {

Document document_number(std::int64_t i) {
  return {"id" + std::to_string(i),
          "Title " + std::to_string(i),
          std::string(static_cast<std::size_t>(i % 7), 'a'),
          "A. Author",
          "cs.LG stat.ML",
          static_cast<std::int32_t>(i)};
}

Documents slice_of(Range rows) {
  Documents documents;
  documents.first_row = rows.first;
  for (std::int64_t i = rows.first; i < rows.last; ++i) {
    documents.push_back(document_number(i), 0, static_cast<std::uint64_t>(i) * 10);
  }
  return documents;
}

TEST(Store, DocumentsSurviveTheWayThroughTheFile) {
  Context context = test_context();
  const TemporaryFolder folder;
  constexpr std::int64_t total = 23;
  const Range mine = even_part(total, context.comm.size(), context.comm.rank());
  store::DocumentSizes sizes;
  for (std::int64_t i = mine.first; i < mine.last; ++i) sizes.add(document_number(i));
  sizes.rejected = context.comm.rank();
  store::DocumentSink sink(context, folder.path(), {"documents", "", {"a"}, {}}, sizes, {"papers.jsonl"});
  sink.append(slice_of({mine.first, mine.first + mine.size() / 2}));
  sink.append(slice_of({mine.first + mine.size() / 2, mine.last}));
  sink.append(
      std::vector<store::RejectedLine>(static_cast<std::size_t>(context.comm.rank()), {0, 5, "why", "\xC3\xA4"}));
  sink.complete(context);

  store::DocumentSource source(folder.path());
  ASSERT_EQ(source.total(), total);
  const Documents back = source.read({3, 20});
  const Documents expected = slice_of({3, 20});
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(back.id[i], expected.id[i]);
    EXPECT_EQ(back.title[i], expected.title[i]);
    EXPECT_EQ(back.abstract[i], expected.abstract[i]);
    EXPECT_EQ(back.categories[i], expected.categories[i]);
  }
  EXPECT_EQ(back.date, expected.date);
  EXPECT_EQ(back.source_offset, expected.source_offset);
  EXPECT_EQ(source.block_weights(10, 100).size(), 3u);
  // Titles of 7 or 8 bytes, abstracts of 0 to 6.
  EXPECT_EQ(source.block_weights(23, 100).front(), 10 * 7 + 13 * 8 + (0 + 1 + 2 + 3 + 4 + 5 + 6) * 3 + 0 + 1);
  EXPECT_EQ(source.block_weights(23, 7).front(), 23 * 7);
}

store::EmbeddingsShape example_shape() { return {50, 3, 8, true, "model", "mean"}; }

std::vector<float> block_rows(std::int64_t block, std::int64_t rows) {
  std::vector<float> values;
  for (std::int64_t r = 0; r < rows; ++r)
    for (float x : {0.6F, 0.8F, 0.0F}) values.push_back(block % 2 == 0 ? x : -x);
  return values;
}

void write_blocks(store::EmbeddingSink& sink, const Context& context, std::int64_t first, std::int64_t last) {
  for (std::int64_t b = first; b < last; ++b) {
    if (b % context.comm.size() != context.comm.rank()) continue;
    const std::int64_t rows = b == 6 ? 2 : 8;
    sink.write_block(b, block_rows(b, rows), std::vector<std::uint16_t>(static_cast<std::size_t>(rows), 9));
  }
}

TEST(Store, EmbeddingsResumeWithTheCommittedBlocksOnly) {
  Context context = test_context();
  const TemporaryFolder folder;
  const StageRecord record{"embeddings", "", {"a"}, {}};
  {
    store::EmbeddingSink sink(context, folder.path(), record, example_shape());
    write_blocks(sink, context, 0, 3);
    sink.commit();
    write_blocks(sink, context, 3, 4);  // written, never committed
  }
  store::EmbeddingSink sink(context, folder.path(), record, example_shape());
  EXPECT_EQ(sink.committed(), (std::vector<std::uint8_t>{1, 1, 1, 0, 0, 0, 0}));
  write_blocks(sink, context, 3, 7);
  sink.complete(context);
  const Embeddings all = store::read_embeddings(folder.path(), {0, 50});
  EXPECT_EQ(all.width, 3);
  EXPECT_NEAR(all.row(0)[1], 0.8F, 1e-3);
  EXPECT_NEAR(all.row(49)[1], 0.8F, 1e-3);
  EXPECT_NEAR(all.row(9)[1], -0.8F, 1e-3);
  for (std::int64_t i = 0; i < 50; ++i) {
    const auto row = all.row(i);
    EXPECT_NEAR(row[0] * row[0] + row[1] * row[1] + row[2] * row[2], 1, 1e-6);
  }
  EXPECT_EQ(store::read_embedding_rows(folder.path(), {9}), std::vector<float>(all.row(9).begin(), all.row(9).end()));
}

TEST(Store, ACommittedBlockWhoseDataIsLostIsWrittenAgain) {
  Context context = test_context();
  const TemporaryFolder folder;
  const StageRecord record{"embeddings", "", {"a"}, {}};
  {
    store::EmbeddingSink sink(context, folder.path(), record, example_shape());
    write_blocks(sink, context, 0, 7);
    sink.commit();
  }
  if (context.comm.is_root()) {  // the machine lost a page of data, but not the commit table
    const h5::File file = h5::open_for_writing(partial_path(folder.path(), "embeddings"));
    const std::uint16_t zero = 0;
    h5::write_rows(h5::open_dataset(file, "tokens"), 17, 1, &zero);
  }
  context.comm.barrier();
  const store::EmbeddingSink sink(context, folder.path(), record, example_shape());
  EXPECT_EQ(sink.committed(), (std::vector<std::uint8_t>{1, 1, 0, 1, 1, 1, 1}));
}

TEST(Store, AClusteringIsWrittenAndRead) {
  Context context = test_context();
  const TemporaryFolder folder;
  const Range mine = even_part(10, context.comm.size(), context.comm.rank());
  const auto n = static_cast<std::size_t>(mine.size());
  Clustering c;
  c.k = 2, c.width = 2, c.first_row = mine.first, c.total_rows = 10;
  c.centroids = {1, 0, 0, 1}, c.sizes = {4, 6}, c.space.mean = {0.5F, 0.25F};
  c.assignment.assign(n, context.comm.rank() % 2);
  c.similarity.assign(n, 0.5F), c.second.assign(n, 1), c.second_similarity.assign(n, 0.25F), c.silhouette.assign(n, 0);
  c.space.landmarks = {0, 1, 1, 0, 0.6F, 0.8F};
  c.space.near_landmarks = 2;
  c.selection = {{2, 0.5, 1, 0.1, 3, 4, 5, 4, 6}};
  c.selection[0].gap_error = 0.25;
  c.selection_metric = "given";
  store::save(context, folder.path(), {"clusters", "", {"a"}, {}}, c);
  const Clustering back = store::read_clustering(folder.path(), mine);
  EXPECT_EQ(back.assignment, c.assignment);
  EXPECT_EQ(back.centroids, c.centroids);
  EXPECT_EQ(back.selection.at(0).largest, 6);
  EXPECT_EQ(back.selection.at(0).davies_bouldin, 4);
  EXPECT_EQ(back.selection.at(0).gap_error, 0.25);
  EXPECT_EQ(back.space.mean, c.space.mean);
  EXPECT_EQ(back.space.landmarks, c.space.landmarks);
  EXPECT_EQ(back.space.near_landmarks, 2);
}

TEST(Store, TopicsAreWrittenAndRead) {
  Context context = test_context();
  const TemporaryFolder folder;
  Topics t;
  if (context.comm.is_root()) {
    t.k = 1, t.keywords_per_topic = 2, t.representatives_per_topic = 1;
    t.terms = {"alpha", "b"}, t.document_frequency = {3, 2}, t.row_starts = {0, 2}, t.columns = {0, 1};
    t.counts = {5, 6}, t.weights = {0.5F, 0.25F}, t.label = {"alpha | \xC3\x84rger"}, t.keywords = {"alpha", ""};
    t.keyword_weights = {0.5F, 0}, t.representatives = {7}, t.sizes = {10}, t.share = {1}, t.mean_similarity = {0.5};
    t.distinctive = {"b", ""}, t.distinctive_weights = {2.5F, 0}, t.representatives_diverse = {3};
    t.representatives_newest = {-1};
    t.mean_silhouette = {0.1}, t.main_categories = {"cs.LG 61%"}, t.v_measure = 0.75;
    t.npmi = {0.1}, t.c_v = {0.5}, t.u_mass = {-2}, t.c_uci = {1}, t.mean_npmi = 0.125, t.inverted_rbo = 0.875;
  }
  store::save(context, folder.path(), {"topics", "", {"a"}, {}}, t);
  const Topics topics = store::read_topics(folder.path());
  EXPECT_EQ(topics.label, std::vector<std::string>{"alpha | \xC3\x84rger"});
  EXPECT_EQ(topics.keywords, (std::vector<std::string>{"alpha", ""}));
  EXPECT_EQ(topics.counts, (std::vector<std::int64_t>{5, 6}));
  EXPECT_EQ(topics.distinctive, (std::vector<std::string>{"b", ""}));
  EXPECT_EQ(topics.distinctive_weights, (std::vector<float>{2.5F, 0}));
  EXPECT_EQ(topics.representatives_diverse, std::vector<std::int64_t>{3});
  EXPECT_EQ(topics.representatives_newest, std::vector<std::int64_t>{-1});
  EXPECT_EQ(topics.k, 1);
  EXPECT_EQ(topics.keywords_per_topic, 2);
  EXPECT_EQ(topics.v_measure, 0.75);
  EXPECT_EQ(topics.u_mass, std::vector<double>{-2});
  EXPECT_EQ(topics.mean_npmi, 0.125);
  EXPECT_EQ(topics.inverted_rbo, 0.875);
}

TEST(Store, AMapIsWrittenAndRead) {
  Context context = test_context();
  const TemporaryFolder folder;
  const Range mine = even_part(10, context.comm.size(), context.comm.rank());
  const auto n = static_cast<std::size_t>(mine.size());
  TopicMap map;
  map.rows = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, map.neighbours = 1, map.first = mine.first;
  map.neighbour_indices.assign(n, 3), map.neighbour_similarity.assign(n, 0.5F);
  map.layouts = {{"pca", std::vector<float>(20, 1.5F), {{"trustworthiness", 0.9}}}};
  store::save(context, folder.path(), {"map", "", {"a"}, {}}, map);
  StageReader reader(folder.path(), "map");
  EXPECT_EQ(reader.read<std::int64_t>("neighbours/indices"), std::vector<std::int64_t>(10, 3));
  EXPECT_EQ(reader.read<double>("pca/quality"), std::vector<double>{0.9});
}

}  // namespace
}  // namespace thema
