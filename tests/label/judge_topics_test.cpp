// SPDX-License-Identifier: Apache-2.0
#include "thema/label/judge_topics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/random.hpp"
#include "thema/label/label.hpp"

namespace thema {
namespace {

using Row = std::int64_t;
using TopicOf = std::int32_t (*)(Row);

constexpr Row kPapers = 150;

std::int32_t theme_of(Row row) { return static_cast<std::int32_t>(row % 3); }
std::int32_t half_of(Row row) { return row % 3 == 0 ? 0 : 1; }
std::int32_t mixed(Row row) { return static_cast<std::int32_t>(row / 7 % 4); }
bool is_in_sample(Row row) { return row % 5 != 2; }

Document paper(Row row) {
  constexpr std::array<std::array<const char*, 8>, 3> words{
      {{"galaxy", "halo", "dark", "matter", "stellar", "cluster", "redshift", "lensing"},
       {"neural", "networks", "gradient", "descent", "image", "training", "robust", "transfer"},
       {"knot", "manifold", "homology", "bundle", "curvature", "torsion", "sheaf", "braid"}}};
  Document d;
  d.id = "id" + std::to_string(row);
  d.title = "On " + std::string(words[static_cast<std::size_t>(row % 3)][static_cast<std::size_t>(row) % 8]);
  for (std::uint32_t i = 0; i < 30; ++i) {
    const std::uint64_t draw = random_bits(11, Draw::test, static_cast<std::uint64_t>(row), i);
    const auto theme = static_cast<std::size_t>(draw % 10 < 8 ? theme_of(row) : static_cast<std::int32_t>(draw % 3));
    d.abstract += std::string(words[theme][draw / 16 % 8]) + (i % 6 == 5 ? ". " : " ");
  }
  d.categories = row % 10 == 0 ? "" : row % 3 == 0 ? "astro-ph.CO" : row % 3 == 1 ? "cs.LG stat.ML" : "math.GT";
  d.date = 0;
  return d;
}

// documents.h5 with the papers of the given rows.
class Corpus {
 public:
  Corpus(Context& context, const std::vector<Row>& papers)
      : all_(papers), mine_(even_part(static_cast<Row>(papers.size()), context.comm.size(), context.comm.rank())) {
    Documents documents;
    documents.first_row = mine_.first;
    store::DocumentSizes sizes;
    for (Row row = mine_.first; row < mine_.last; ++row) {
      sizes.add(paper(all_[static_cast<std::size_t>(row)]));
      documents.push_back(paper(all_[static_cast<std::size_t>(row)]), 0, 0);
    }
    store::DocumentSink sink(context, folder_.path(), {"documents", "", {"a"}, {}}, sizes, {"papers.jsonl"});
    sink.append(documents);
    sink.complete(context);
  }
  Range mine() const { return mine_; }
  store::DocumentSource source() const { return store::DocumentSource(folder_.path()); }
  std::vector<std::int32_t> topics(TopicOf topic_of) const {
    std::vector<std::int32_t> topics;
    for (Row row = mine_.first; row < mine_.last; ++row)
      topics.push_back(topic_of(all_[static_cast<std::size_t>(row)]));
    return topics;
  }

 private:
  TemporaryFolder folder_;
  std::vector<Row> all_;
  Range mine_;
};

std::vector<Row> rows_where(bool (*is_wanted)(Row)) {
  std::vector<Row> rows;
  for (Row row = 0; row < kPapers; ++row)
    if (is_wanted(row)) rows.push_back(row);
  return rows;
}

Topics labelled(Context& context, const Corpus& corpus, TopicOf topic_of, std::int64_t k, const LabelOptions& options) {
  store::DocumentSource documents = corpus.source();
  Clustering clustering;
  clustering.k = k;
  clustering.first_row = corpus.mine().first;
  clustering.total_rows = documents.total();
  clustering.width = 1;
  clustering.centroids.assign(static_cast<std::size_t>(k), 1.0F);
  clustering.assignment = corpus.topics(topic_of);
  clustering.similarity.assign(clustering.assignment.size(), 0.5f);
  clustering.silhouette.assign(clustering.assignment.size(), 0.5f);
  clustering.sizes.assign(static_cast<std::size_t>(k), 0);
  for (const std::int32_t topic : clustering.assignment) ++clustering.sizes[static_cast<std::size_t>(topic)];
  context.comm.sum(std::span(clustering.sizes));
  return label(context, documents, clustering, options);
}

void expect_equal(const Judgement& a, const Judgement& b) {
  EXPECT_EQ(a.npmi, b.npmi);
  EXPECT_EQ(a.diversity, b.diversity);
  EXPECT_EQ(a.v_measure, b.v_measure);
}

// label() finds the same by other ways, and its figures are those of gensim, OCTIS and scikit-learn.
TEST(JudgeTopics, EqualsLabelForEachOfSeveralClusterings) {
  Context context = test_context();
  const Corpus corpus(context, rows_where([](Row) { return true; }));
  store::DocumentSource documents = corpus.source();
  LabelOptions options;
  options.keywords = 6;
  const auto a = corpus.topics(theme_of), b = corpus.topics(half_of), c = corpus.topics(mixed);
  const std::vector<Grouping> groupings{{a, 3}, {b, 2}, {c, 4}};
  const auto found = judge_topics(context, documents, corpus.mine(), groupings, options);
  ASSERT_EQ(found.size(), 3u);
  const std::array<Topics, 3> wanted{labelled(context, corpus, theme_of, 3, options),
                                     labelled(context, corpus, half_of, 2, options),
                                     labelled(context, corpus, mixed, 4, options)};
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (context.comm.is_root()) expect_equal(found[i], {wanted[i].mean_npmi, wanted[i].diversity, wanted[i].v_measure});
    std::vector<Judgement> ranks{found[i]};
    context.comm.broadcast(ranks);
    expect_equal(found[i], ranks[0]);
  }
  EXPECT_EQ(found[0].v_measure, 1);
  EXPECT_GT(found[0].npmi, found[2].npmi);
  EXPECT_LT(found[2].v_measure, 0.1);
}

TEST(JudgeTopics, OfASampleEqualsThatOfACorpusOfIt) {
  Context context = test_context();
  const Corpus corpus(context, rows_where([](Row) { return true; })), smaller(context, rows_where(is_in_sample));
  store::DocumentSource documents = corpus.source(), fewer = smaller.source();
  const auto in_sample = [](TopicOf topic_of, Row row) { return is_in_sample(row) ? topic_of(row) : -1; };
  auto a = corpus.topics(mixed), b = corpus.topics(half_of);
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = in_sample(mixed, corpus.mine().first + static_cast<Row>(i));
    b[i] = in_sample(half_of, corpus.mine().first + static_cast<Row>(i));
  }
  const auto c = smaller.topics(mixed), d = smaller.topics(half_of);
  const std::vector<Grouping> of_sample{{a, 4}, {b, 2}}, of_all{{c, 4}, {d, 2}};
  const auto found = judge_topics(context, documents, corpus.mine(), of_sample, {});
  const auto wanted = judge_topics(context, fewer, smaller.mine(), of_all, {});
  expect_equal(found.at(0), wanted.at(0));
  expect_equal(found.at(1), wanted.at(1));
}

TEST(JudgeTopics, OfNoClusteringIsNothing) {
  Context context = test_context();
  const Corpus corpus(context, {0, 1, 2});
  store::DocumentSource documents = corpus.source();
  EXPECT_TRUE(judge_topics(context, documents, corpus.mine(), {}, {}).empty());
}

}  // namespace
}  // namespace thema
