// SPDX-License-Identifier: Apache-2.0
#include "thema/label/diverse_keywords.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "test_context.hpp"
#include "thema/core/partition.hpp"

namespace thema {
namespace {

// Topic 0: galaxy and halo always stand together, lensing alone. Topic 1: spin alone.
const std::vector<std::pair<std::int32_t, std::string>>& papers() {
  static const std::vector<std::pair<std::int32_t, std::string>> all{{0, "galaxy halo galaxies"},
                                                                     {1, "spin galaxy"},
                                                                     {0, "halos galaxy"},
                                                                     {0, "lensing"},
                                                                     {0, "galaxies, halo"},
                                                                     {0, "lensing"},
                                                                     {1, "spin"},
                                                                     {0, "galaxy halo lensing"},
                                                                     {0, "boson"},
                                                                     {0, ""},
                                                                     {1, "lensing galaxy"},
                                                                     {0, "lensing lensing"}};
  return all;
}

Concept concept_of(std::string word, float weight, std::vector<std::string> forms) {
  return {{word}, forms[0], weight, 1, std::move(forms), false};
}

ConceptsOfTopics concepts() {
  return {{concept_of("galaxy", 0.6f, {"galaxies", "galaxy"}), concept_of("halo", 0.5f, {"halo", "halos"}),
           concept_of("lensing", 0.3f, {"lensing"})},
          {concept_of("spin", 0.2f, {"spin"})}};
}

ConceptPairs counted(Context& context) {
  const Range rows = even_part(static_cast<std::int64_t>(papers().size()), context.comm.size(), context.comm.rank());
  std::vector<std::int32_t> topics;
  for (std::int64_t row = rows.first; row < rows.last; ++row)
    topics.push_back(papers()[static_cast<std::size_t>(row)].first);
  Corpus corpus(rows, [](Range slice) {
    Documents documents;
    documents.first_row = slice.first;
    for (std::int64_t row = slice.first; row < slice.last; ++row) {
      Document d;
      d.title = papers()[static_cast<std::size_t>(row)].second;
      documents.push_back(d, 0, 0);
    }
    return documents;
  });
  return count_pairs(context, corpus, topics, context.comm.is_root() ? concepts() : ConceptsOfTopics{}, {});
}

// Counted by hand: galaxy in 4 papers of topic 0, halo in the same 4, lensing in 4, one of them with the others.
TEST(ConceptPairs, AreCountedInThePapersOfTheTopic) {
  Context context = test_context();
  const ConceptPairs pairs = counted(context);
  EXPECT_EQ(pairs.papers(0, 0, 0), 4);
  EXPECT_EQ(pairs.papers(0, 1, 1), 4);
  EXPECT_EQ(pairs.papers(0, 2, 2), 4);
  EXPECT_EQ(pairs.papers(0, 0, 1), 4);
  EXPECT_EQ(pairs.papers(0, 2, 0), 1);
  EXPECT_EQ(pairs.papers(0, 1, 2), 1);
  EXPECT_EQ(pairs.papers(1, 0, 0), 2);
  EXPECT_EQ(pairs.cosine(0, 1, 0), 1.0);
  EXPECT_EQ(pairs.cosine(0, 0, 2), 0.25);
}

TEST(ConceptPairs, OfUnequalSetsAndOfNone) {
  ConceptPairs pairs({3});
  pairs.add_paper(0, {0, 1});
  pairs.add_paper(0, {0});
  EXPECT_NEAR(pairs.cosine(0, 0, 1), 1 / std::sqrt(2.0), 1e-15);
  EXPECT_EQ(pairs.cosine(0, 0, 2), 0);
}

std::vector<std::string> chosen(Context& context, double diversity, std::int64_t count) {
  std::vector<std::string> terms;
  for (const Keyword& keyword : diverse_keywords(concepts()[0], counted(context), 0, count, diversity))
    terms.push_back(keyword.term);
  return terms;
}

// Relevance 1, 5/6, 1/2. At 0.5 behind "galaxies": halo 0.4167 - 0.5, lensing 0.25 - 0.125.
TEST(DiverseKeywords, StandInDifferentPapers) {
  Context context = test_context();
  EXPECT_EQ(chosen(context, 0.01, 2), (std::vector<std::string>{"galaxies", "halo"}));
  EXPECT_EQ(chosen(context, 0.5, 2), (std::vector<std::string>{"galaxies", "lensing"}));
  EXPECT_EQ(chosen(context, 1, 9), (std::vector<std::string>{"galaxies", "lensing", "halo"}));
}

TEST(DiverseKeywords, DoNotRepeatWhatWasSaid) {
  const std::vector<Concept> repeated{{{"dark", "matter"}, "dark matter", 0.5f, 1, {"dark matter"}, false},
                                      {{"matter"}, "matter", 0.4f, 1, {"matter"}, false},
                                      {{"halo"}, "halo", 0.1f, 1, {"halo"}, false}};
  const auto keywords = diverse_keywords(repeated, ConceptPairs({3}), 0, 3, 0.3);
  ASSERT_EQ(keywords.size(), 2u);
  EXPECT_EQ(keywords[1].term, "halo");
  EXPECT_EQ(keywords[1].weight, 0.1f);
}

TEST(DiverseKeywords, OfNothingAreNone) { EXPECT_TRUE(diverse_keywords({}, ConceptPairs({0}), 0, 5, 0.5).empty()); }

}  // namespace
}  // namespace thema
