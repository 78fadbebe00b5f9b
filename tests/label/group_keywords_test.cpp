// SPDX-License-Identifier: Apache-2.0
#include "thema/label/group_keywords.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "test_context.hpp"

namespace thema {
namespace {

// Topic 0 wrote of axions and then of bosons, topic 1 of cosmology throughout.
const std::vector<std::string> kTitles{"axion axion boson", "axion",     "boson boson boson",
                                       "cosmology",         "cosmology", "cosmology boson"};
const std::vector<std::int32_t> kTopics{0, 0, 0, 1, 1, 1};
const std::vector<std::int32_t> kGroups{0, 0, 1, 2, 3, -1};  // topic * 2 + year; the last paper has no date

GroupKeywords found_with(Context& context, const CtfidfOptions& weighting) {
  const Range rows = even_part(6, context.comm.size(), context.comm.rank());
  const auto mine = [&](const std::vector<std::int32_t>& values) {
    return std::vector<std::int32_t>(values.begin() + rows.first, values.begin() + rows.last);
  };
  Corpus corpus(rows, [](Range slice) {
    Documents documents;
    documents.first_row = slice.first;
    for (std::int64_t row = slice.first; row < slice.last; ++row) {
      documents.title.push_back(kTitles[static_cast<std::size_t>(row)]);
      documents.abstract.push_back("");
    }
    return documents;
  });
  CountOptions options;
  options.max_ngram = 1;
  options.min_documents = 1;
  const TermCounts topics = count_terms(context, corpus, mine(kTopics), 2, options);
  return keywords_of_groups(context, corpus, mine(kGroups), 4, topics, {options, weighting, 2});
}

using Texts = std::vector<std::string>;

TEST(KeywordsOfGroups, AreWeightedAsTheTopics) {
  Context context = test_context();
  const GroupKeywords found = found_with(context, {});
  if (!context.comm.is_root()) {
    EXPECT_TRUE(found.terms.empty());
    return;
  }
  EXPECT_EQ(found.terms, (Texts{"axion", "boson", "boson", "", "cosmology", "", "cosmology", ""}));
  // Eleven words in two topics: A = 5.5; axion 3 times, boson 5, cosmology 3.
  EXPECT_NEAR(found.weights[0], 3.0 / 4 * std::log(1 + 5.5 / 3), 1e-6);
  EXPECT_NEAR(found.weights[1], 1.0 / 4 * std::log(1 + 5.5 / 5), 1e-6);
  EXPECT_NEAR(found.weights[2], std::log(1 + 5.5 / 5), 1e-6);
  EXPECT_NEAR(found.weights[4], std::log(1 + 5.5 / 3), 1e-6);
  EXPECT_EQ(found.weights[7], 0);
}

// The same counts: A = 5.5; axion 3 times, boson 5, cosmology 3; axion and boson 3 and 1 of the 4 words of group 0.
TEST(KeywordsOfGroups, FollowEachOptionOfTheWeights) {
  Context context = test_context();
  CtfidfOptions bm25, reduced, seeded;
  bm25.weighting = Weighting::bm25;
  reduced.frequent_words = FrequentWords::reduce;
  seeded.seed_words = {"boson"};
  seeded.seed_multiplier = 10;
  const GroupKeywords by_bm25 = found_with(context, bm25);
  const GroupKeywords by_root = found_with(context, reduced);
  const GroupKeywords by_seed = found_with(context, seeded);
  if (!context.comm.is_root()) return;
  EXPECT_NEAR(by_bm25.weights[0], 3.0 / 4 * std::log(1 + (5.5 - 3 + 0.5) / 3.5), 1e-6);
  EXPECT_NEAR(by_bm25.weights[1], 1.0 / 4 * std::log(1 + (5.5 - 5 + 0.5) / 5.5), 1e-6);
  EXPECT_NEAR(by_root.weights[0], std::sqrt(3.0 / 4) * std::log(1 + 5.5 / 3), 1e-6);
  EXPECT_NEAR(by_root.weights[1], std::sqrt(1.0 / 4) * std::log(1 + 5.5 / 5), 1e-6);
  EXPECT_EQ(by_seed.terms[0], "boson");
  EXPECT_NEAR(by_seed.weights[0], 10 * 1.0 / 4 * std::log(1 + 5.5 / 5), 1e-6);
  EXPECT_NEAR(by_seed.weights[1], 3.0 / 4 * std::log(1 + 5.5 / 3), 1e-6);
}

}  // namespace
}  // namespace thema
