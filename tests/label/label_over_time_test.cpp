// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/partition.hpp"
#include "thema/label/label.hpp"

namespace thema {
namespace {

// A small corpus through the label stage and its file: what the trees and the counts over time must be.
struct Corpus {
  std::vector<std::string> titles, categories;
  std::vector<std::int32_t> dates, topics;
  std::int64_t k = 0;
  std::vector<float> centroids;  // [k, 2]

  void add(int copies, const std::string& title, const std::string& category, std::int32_t date, std::int32_t topic) {
    for (int i = 0; i < copies; ++i) {
      titles.push_back(title);
      categories.push_back(category);
      dates.push_back(date);
      topics.push_back(topic);
    }
  }
  std::int64_t papers() const { return static_cast<std::int64_t>(titles.size()); }
};

constexpr std::int32_t kJune2001 = 11'474 + 5, kMay2003 = 12'173 + 9;  // days since 1970 of 2001-06-06 and 2003-05-10

// Topic 1 has no papers, topics 0 and 3 are near to one another, topic 2 changes its words.
Corpus four_topics() {
  Corpus corpus;
  corpus.add(6, "galaxies, galaxies", "astro-ph.GA", kJune2001, 0);
  corpus.add(2, "galaxies quasars", "astro-ph.CO", kMay2003, 0);
  corpus.add(3, "perceptrons learning", "cs.LG stat.ML", kJune2001, 2);
  corpus.add(5, "transformers attention", "cs.CL", kMay2003, 2);
  corpus.add(1, "transformers attention", "", kUnknownDate, 2);
  corpus.add(4, "quasars jets", "astro-ph.GA", kMay2003, 3);
  corpus.k = 4;
  corpus.centroids = {1, 0, 0.8F, 0.6F, 0, 1, 0.96F, 0.28F};
  return corpus;
}

Topics labelled(Context& context, const Corpus& corpus, const LabelOptions& options = {}) {
  const TemporaryFolder folder;
  const Range mine = even_part(corpus.papers(), context.comm.size(), context.comm.rank());
  Clustering clustering;
  clustering.k = corpus.k;
  clustering.width = 2;
  clustering.first_row = mine.first;
  clustering.total_rows = corpus.papers();
  clustering.centroids = corpus.centroids;
  clustering.sizes.assign(static_cast<std::size_t>(corpus.k), 0);
  for (const std::int32_t topic : corpus.topics) ++clustering.sizes[static_cast<std::size_t>(topic)];
  Documents documents;
  documents.first_row = mine.first;
  store::DocumentSizes sizes;
  for (std::int64_t row = mine.first; row < mine.last; ++row) {
    const auto at = static_cast<std::size_t>(row);
    const Document paper{std::to_string(row), corpus.titles[at], "", "", corpus.categories[at], corpus.dates[at]};
    sizes.add(paper);
    documents.push_back(paper, 0, 0);
    clustering.assignment.push_back(corpus.topics[at]);
    clustering.similarity.push_back(0.5F);
    clustering.silhouette.push_back(0);
  }
  store::DocumentSink sink(context, folder.path(), {"documents", "", {"a"}, {}}, sizes, {"papers.jsonl"});
  sink.append(documents);
  sink.complete(context);
  store::DocumentSource source(folder.path());
  const Topics topics = label(context, source, clustering, options);
  store::save(context, folder.path(), {"topics", "", {"a"}, {}}, topics);
  return store::read_topics(folder.path());
}

using Counts = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

TEST(LabelOverTime, CountsTopicsByMonthAndYear) {
  Context context = test_context();
  const TopicTimes time = labelled(context, four_topics()).time;
  ASSERT_EQ(time.months.size(), 24u);
  EXPECT_EQ(time.months.front(), 377);  // 2001-06
  EXPECT_EQ(time.months.back(), 400);   // 2003-05
  EXPECT_EQ(time.years, (std::vector<std::int32_t>{2001, 2002, 2003}));
  EXPECT_EQ(time.year_counts, (Counts{6, 0, 2, 0, 0, 0, 3, 0, 5, 0, 0, 4}));
  EXPECT_EQ(time.undated, (Counts{0, 0, 1, 0}));
  EXPECT_EQ(time.month_counts[0], 6);
  EXPECT_EQ(time.month_counts[2 * 24 + 23], 5);
  EXPECT_NEAR(time.smoothed_share[0], 6.0 / 9, 1e-6);  // within a year of June 2001 there are no other papers
  EXPECT_TRUE(std::isnan(time.growth[1]));
  // From 6 of 9 to 2 of 11 in 23 months.
  EXPECT_NEAR(time.growth[0], 12.0 / 23 * std::log((2.0 / 11) / (6.0 / 9)), 1e-9);
  EXPECT_GT(time.growth_error[0], 0);
}

TEST(LabelOverTime, NamesTheWordsOfEachYear) {
  Context context = test_context();
  const TopicTimes time = labelled(context, four_topics()).time;
  ASSERT_EQ(time.keywords_per_year, 5);
  ASSERT_EQ(time.year_keywords.size(), 4u * 3 * 5);
  const auto first_word = [&](std::size_t topic, std::size_t year) {
    return time.year_keywords[(topic * 3 + year) * 5];
  };
  EXPECT_EQ(first_word(0, 0), "galaxies");
  EXPECT_EQ(first_word(0, 1), "");
  EXPECT_EQ(first_word(0, 2), "galaxies quasars");
  EXPECT_EQ(first_word(2, 0), "perceptrons learning");
  EXPECT_EQ(first_word(2, 2), "transformers attention");
  EXPECT_EQ(time.year_keyword_weights.size(), time.year_keywords.size());
}

// astro-ph.GA, cs.CL, cs.LG, astro-ph.CO; topic 1 is empty.
TEST(LabelOverTime, NamesTheWordsOfEachCategory) {
  Context context = test_context();
  const Topics topics = labelled(context, four_topics());
  const TopicCategories& found = topics.categories;
  ASSERT_EQ(found.keywords_per_category, 5);
  ASSERT_EQ(found.keywords.size(), 4u * 4 * 5);
  ASSERT_EQ(found.keyword_weights.size(), found.keywords.size());
  const auto first = [&](std::size_t category, std::size_t topic) { return (topic * 4 + category) * 5; };
  EXPECT_EQ(found.keywords[first(0, 0)], "galaxies");
  EXPECT_EQ(found.keywords[first(3, 0)], "galaxies quasars");
  EXPECT_EQ(found.keywords[first(1, 2)], "transformers attention");
  EXPECT_EQ(found.keywords[first(2, 2)], "perceptrons learning");
  EXPECT_EQ(found.keywords[first(1, 0)], "");
  EXPECT_EQ(found.keywords[first(0, 1)], "");
  for (std::size_t i = 0; i < found.keywords.size(); ++i)
    EXPECT_EQ(found.keyword_weights[i] > 0, !found.keywords[i].empty()) << i;
  for (std::size_t i = 0; i < 5; ++i) {  // all papers of topic 3 are of astro-ph.GA
    EXPECT_EQ(found.keywords[first(0, 3) + i], i < 3 ? topics.keywords[30 + i] : "");
    EXPECT_EQ(found.keyword_weights[first(0, 3) + i], i < 3 ? topics.keyword_weights[30 + i] : 0);
  }
}

// A topic of one year has the same words in this year, and a node of it and an empty topic too: by each option.
TEST(LabelOverTime, WeighsYearsAndNodesAsTopics) {
  Context context = test_context();
  Corpus corpus;
  corpus.add(6, "galaxies, galaxies jets", "", kJune2001, 0);
  corpus.add(3, "quasars jets jets", "", kJune2001, 0);
  corpus.k = 2;
  corpus.centroids = {1, 0, 0, 1};
  LabelOptions bm25, reduced, seeded;
  bm25.weighting = "bm25";
  reduced.frequent_words = "reduce";
  seeded.seed_words = {"jets"};
  for (const LabelOptions& options : {LabelOptions{}, bm25, reduced, seeded}) {
    const Topics topics = labelled(context, corpus, options);
    ASSERT_EQ(topics.time.year_keywords.size(), 2u * 5);
    ASSERT_EQ(topics.hierarchy.keywords.size(), 10u);
    for (std::size_t i = 0; i < 5; ++i) {
      EXPECT_EQ(topics.time.year_keywords[i], topics.keywords[i]);
      EXPECT_EQ(topics.time.year_keyword_weights[i], topics.keyword_weights[i]);
      EXPECT_EQ(topics.hierarchy.keywords[i], topics.keywords[i]);
    }
  }
}

TEST(LabelOverTime, CountsCategoriesByTopicAndYear) {
  Context context = test_context();
  const TopicCategories found = labelled(context, four_topics()).categories;
  EXPECT_EQ(found.names, (Texts{"astro-ph.CO", "astro-ph.GA", "cs.CL", "cs.LG"}));
  EXPECT_EQ(found.counts, (Counts{2, 0, 0, 0, 6, 0, 0, 4, 0, 0, 5, 0, 0, 0, 3, 0}));
  EXPECT_EQ(found.frequent, (std::vector<std::int32_t>{1, 2, 3, 0}));
  ASSERT_EQ(found.year_counts.size(), 4u * 4 * 3);
  EXPECT_EQ(found.year_counts[0], 6);                    // astro-ph.GA, topic 0, 2001
  EXPECT_EQ(found.year_counts[(0 * 4 + 3) * 3 + 2], 4);  // astro-ph.GA, topic 3, 2003
  EXPECT_EQ(found.year_counts[(1 * 4 + 2) * 3 + 2], 5);  // cs.CL, topic 2, 2003
}

// Sizes 8, 0, 9, 4; their mean over three topics is 7. Topics 0 and 3 are sqrt(0.08) apart.
TEST(LabelOverTime, JoinsTheTopicsToATree) {
  Context context = test_context();
  const Topics topics = labelled(context, four_topics());
  const double near = std::sqrt(2 * (8.0 * 4 / 12) / 7 * (0.04 * 0.04 + 0.28 * 0.28));
  for (const TopicTree& tree : {topics.hierarchy, topics.bisecting}) {
    EXPECT_EQ(tree.merges, (Counts{0, 3, 2, 4, 1, 5}));
    EXPECT_EQ(tree.sizes, (Counts{12, 21, 21}));
    ASSERT_EQ(tree.heights.size(), 3u);
    EXPECT_NEAR(tree.heights[0], near, 1e-6);
    EXPECT_EQ(tree.heights[2], tree.heights[1]);
    EXPECT_EQ(tree.keywords_per_node, 10);
    EXPECT_EQ(tree.keywords[0], "galaxies");
    ASSERT_EQ(tree.keyword_weights.size(), tree.keywords.size());
    for (std::size_t i = 0; i < tree.keywords.size(); ++i)
      EXPECT_EQ(tree.keyword_weights[i] > 0, !tree.keywords[i].empty()) << i;
    EXPECT_EQ(tree.labels[0].substr(0, 10), "galaxies, ");
    EXPECT_EQ(tree.newick.substr(0, 16), "('1: topic 1':1.");
  }
  LabelOptions average;
  average.linkage = "average";
  EXPECT_NEAR(labelled(context, four_topics(), average).hierarchy.heights[0], 1 - 0.96, 1e-6);
}

TEST(LabelOverTime, TakesPapersWithoutDatesAndCategories) {
  Context context = test_context();
  Corpus corpus = four_topics();
  corpus.dates.assign(corpus.dates.size(), kUnknownDate);
  corpus.categories.assign(corpus.categories.size(), "");
  const Topics topics = labelled(context, corpus);
  EXPECT_EQ(topics.time.undated, (Counts{8, 0, 9, 4}));
  EXPECT_TRUE(topics.time.months.empty());
  EXPECT_TRUE(topics.time.growth.empty());
  EXPECT_TRUE(topics.time.year_keywords.empty());
  EXPECT_TRUE(topics.categories.names.empty());
  EXPECT_TRUE(topics.categories.keywords.empty());
  EXPECT_EQ(topics.hierarchy.merges.size(), 6u);
}

TEST(LabelOverTime, TakesCategoriesWithoutDates) {
  Context context = test_context();
  Corpus corpus = four_topics();
  const TopicCategories dated = labelled(context, corpus).categories;
  corpus.dates.assign(corpus.dates.size(), kUnknownDate);
  const TopicCategories found = labelled(context, corpus).categories;
  EXPECT_EQ(found.counts, dated.counts);
  EXPECT_EQ(found.frequent, dated.frequent);
  EXPECT_EQ(found.keywords, dated.keywords);
  EXPECT_EQ(found.keyword_weights, dated.keyword_weights);
  EXPECT_TRUE(found.year_counts.empty());
}

TEST(LabelOverTime, TakesOneTopicInOneMonth) {
  Context context = test_context();
  Corpus corpus;
  corpus.add(3, "galaxies halos", "astro-ph.GA", kJune2001, 0);
  corpus.k = 1;
  corpus.centroids = {1, 0};
  const Topics topics = labelled(context, corpus);
  EXPECT_TRUE(topics.hierarchy.merges.empty());
  EXPECT_EQ(topics.hierarchy.newick, "");
  EXPECT_TRUE(topics.bisecting.labels.empty());
  EXPECT_EQ(topics.time.months, (std::vector<std::int32_t>{377}));
  EXPECT_EQ(topics.time.month_counts, (Counts{3}));
  EXPECT_EQ(topics.time.smoothed_share, (std::vector<float>{1}));
  EXPECT_TRUE(topics.time.burst_topic.empty());
}

TEST(LabelOverTime, TakesTwoTopicsWithEqualCentroids) {
  Context context = test_context();
  Corpus corpus;
  corpus.add(3, "galaxies halos", "astro-ph.GA", kJune2001, 0);
  corpus.add(3, "galaxies halos", "astro-ph.GA", kJune2001, 1);
  corpus.k = 2;
  corpus.centroids = {1, 0, 1, 0};
  const Topics topics = labelled(context, corpus);
  for (const TopicTree& tree : {topics.hierarchy, topics.bisecting}) {
    EXPECT_EQ(tree.merges, (Counts{0, 1}));
    EXPECT_EQ(tree.heights, std::vector<double>{0});
  }
}

// 24 months of one paper on galaxies and 24 others, but five of them in two months.
TEST(LabelOverTime, FindsABurst) {
  Context context = test_context();
  Corpus corpus;
  for (int month = 0; month < 24; ++month) {
    const int galaxies = month == 7 || month == 8 ? 5 : 1;
    corpus.add(galaxies, "galaxies halos", "", kJune2001 + 30 * month, 0);
    corpus.add(25 - galaxies, "perceptrons learning", "", kJune2001 + 30 * month, 1);
  }
  corpus.k = 2;
  corpus.centroids = {1, 0, 0, 1};
  LabelOptions options;
  options.bursts.ratio = 3;
  const TopicTimes time = labelled(context, corpus, options).time;
  EXPECT_EQ(time.burst_topic, (std::vector<std::int32_t>{0}));
  EXPECT_EQ(time.burst_first, (std::vector<std::int32_t>{377 + 7}));
  EXPECT_EQ(time.burst_last, (std::vector<std::int32_t>{377 + 8}));
  // p0 = 32 / 600: twice 5 ln 3 + 20 ln((1 - 3 p0) / (1 - p0)).
  const double p0 = 32.0 / 600;
  EXPECT_NEAR(time.burst_weight.at(0), 2 * (5 * std::log(3) + 20 * std::log((1 - 3 * p0) / (1 - p0))), 1e-9);
}

}  // namespace
}  // namespace thema
