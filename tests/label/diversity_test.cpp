// SPDX-License-Identifier: Apache-2.0
#include "thema/label/diversity.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace thema {
namespace {

const WordGroups kFour{4,
                       10,
                       {"balar",
                        "bamon",
                        "cenix dipel",
                        "balar bamon",
                        "fopel",
                        "guros",
                        "halar",
                        "kemon",
                        "linix",
                        "the",
                        "celar",
                        "cemon",
                        "balar",
                        "ceros",
                        "dilar",
                        "dimon",
                        "dinix",
                        "dipel",
                        "diros",
                        "folar",
                        "fomon",
                        "fonix",
                        "balar bamon banix",
                        "foros",
                        "gular",
                        "gumon",
                        "gunix",
                        "gupel",
                        "never seen",
                        "absent",
                        "bapel baros",
                        "balar bamon",
                        "balar",
                        "bamon",
                        "banix",
                        "bapel",
                        "baros",
                        "celar",
                        "cemon",
                        "cenix"}};

// Values of octis 1.14.0, as tests/golden/make_quality_golden.py prints them.
TEST(Diversity, EqualsOctis) {
  EXPECT_NEAR(topic_diversity(kFour), 0.85, 1e-15);
  EXPECT_NEAR(inverted_rbo(kFour), 0.8890916726285715, 1e-14);
}

// Topics of two, seven and no words beside them.
TEST(Diversity, EqualsOctisForListsOfUnequalLength) {
  WordGroups topics = kFour;
  topics.groups = 8;
  for (const char* word : {"lilar", "limon",
                           "",      "",
                           "",      "",
                           "",      "",
                           "",      "",  //
                           "linix", "liros",
                           "lipel", "halar",
                           "hamon", "hanix",
                           "hapel", "",
                           "",      "",  //
                           "",      "",
                           "",      "",
                           "",      "",
                           "",      "",
                           "",      "",  //
                           "kelar", "together alone",
                           "kemon", "kenix",
                           "kepel", "alone",
                           "keros", "hapel",
                           "haros", "halar"})
    topics.words.emplace_back(word);
  EXPECT_NEAR(inverted_rbo(topics), 0.9551381146165486, 1e-14);
}

TEST(Diversity, OfEqualTopicsIsLeast) {
  EXPECT_EQ(topic_diversity({2, 2, {"a", "b", "b", "a"}}), 0.5);
  EXPECT_NEAR(inverted_rbo({2, 2, {"a", "b", "a", "b"}}), 0, 1e-15);
  EXPECT_EQ(inverted_rbo({2, 2, {"a", "b", "c", "d"}}), 1);
}

TEST(Diversity, IsUnknownWithoutWords) {
  EXPECT_TRUE(std::isnan(topic_diversity({1, 1, {""}})));
  EXPECT_TRUE(std::isnan(inverted_rbo({2, 1, {"a", ""}})));
}

}  // namespace
}  // namespace thema
