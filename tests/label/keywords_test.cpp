// SPDX-License-Identifier: Apache-2.0
#include "thema/label/keywords.hpp"

#include <gtest/gtest.h>

#include <map>

namespace thema {
namespace {

struct Term {
  std::int64_t count;
  float weight;
};

std::vector<std::string> keywords(const std::map<std::string, Term>& topic, std::int64_t most) {
  TermCounts counts;
  std::vector<float> weights;
  counts.groups = 1;
  for (const auto& [term, value] : topic) {
    counts.columns.push_back(static_cast<std::int32_t>(counts.terms.size()));
    counts.terms.push_back(term);
    counts.counts.push_back(value.count);
    weights.push_back(value.weight);
  }
  counts.row_starts = {0, static_cast<std::int64_t>(counts.columns.size())};
  std::vector<std::string> names;
  float before = 1e9f;
  for (const Keyword& keyword : keywords_of(counts, weights, 0, most)) {
    names.push_back(keyword.term);
    EXPECT_LE(keyword.weight, before);
    before = keyword.weight;
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(Keywords, AreTheBestTermsInOrder) {
  EXPECT_EQ(keywords({{"boson", {5, 0.3f}}, {"lattice", {7, 0.5f}}, {"spin", {9, 0.1f}}}, 2),
            (Names{"lattice", "boson"}));
  EXPECT_EQ(keywords({{"lattice", {5, 0.5f}}, {"boson", {5, 0.5f}}}, 5), (Names{"boson", "lattice"}));
  EXPECT_TRUE(keywords({}, 5).empty());
}

TEST(Keywords, ShowTwinsOnceInTheirBestForm) {
  EXPECT_EQ(keywords({{"galaxies", {9, 0.4f}}, {"galaxy", {5, 0.3f}}, {"spin", {1, 0.1f}}}, 5),
            (Names{"galaxies", "spin"}));
  EXPECT_EQ(keywords({{"low-energy", {9, 0.4f}}, {"low energy", {5, 0.3f}}}, 5), (Names{"low-energy"}));
}

TEST(Keywords, JoinAPieceToTheTermItMostlyStandsIn) {
  // "monte" 10 and "carlo" 12 times, 5 + 3 times of them together; the pair moves up to the better piece's place.
  EXPECT_EQ(
      keywords({{"monte", {10, 0.5f}}, {"carlo", {12, 0.4f}}, {"monte carlo", {8, 0.1f}}, {"spin", {9, 0.2f}}}, 5),
      (Names{"monte carlo", "spin"}));
  // "quantum" stands in many pairs and stays a keyword of its own.
  EXPECT_EQ(keywords({{"quantum", {20, 0.5f}}, {"quantum dot", {9, 0.3f}}}, 5), (Names{"quantum", "quantum dot"}));
  EXPECT_EQ(keywords({{"bose-einstein", {10, 0.5f}}, {"bose-einstein condensate", {6, 0.4f}}}, 5),
            (Names{"bose-einstein condensate"}));
}

TEST(Keywords, JoinPairsToTheTripleTheyMostlyStandIn) {
  // "large hadron" and "hadron collider" stand in the triple alone, "collider" in half of its places.
  EXPECT_EQ(keywords({{"hadron", {9, 0.3f}},
                      {"collider", {16, 0.5f}},
                      {"large hadron", {8, 0.2f}},
                      {"hadron collider", {9, 0.25f}},
                      {"large hadron collider", {8, 0.1f}},
                      {"spin", {9, 0.4f}}},
                     5),
            (Names{"large hadron collider", "spin"}));
  // A pair that mostly stands alone stays, and the triple says nothing new but one word.
  EXPECT_EQ(keywords({{"dark matter", {30, 0.5f}}, {"dark matter halo", {9, 0.3f}}, {"matter halo", {9, 0.2f}}}, 5),
            (Names{"dark matter", "dark matter halo"}));
}

TEST(Keywords, LeaveOutTermsWhoseWordsWereSaid) {
  EXPECT_EQ(keywords({{"neural network", {30, 0.5f}},
                      {"deep learning", {30, 0.4f}},
                      {"deep neural", {1, 0.3f}},
                      {"network", {90, 0.2f}},
                      {"spin", {1, 0.1f}}},
                     5),
            (Names{"neural network", "deep learning", "spin"}));
}

}  // namespace
}  // namespace thema
