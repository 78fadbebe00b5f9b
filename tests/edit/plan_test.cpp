// SPDX-License-Identifier: Apache-2.0
#include "thema/edit/plan.hpp"

#include <gtest/gtest.h>

#include "thema/core/error.hpp"

namespace thema::editing {
namespace {

using Topics = std::vector<std::int32_t>;
using Counts = std::vector<std::int64_t>;

Plan plan_of(const std::string& text, std::int64_t topics, const Labels& given = {}) {
  return make_plan(parse_edits(text, "e.toml"), topics, given);
}

std::string complaint(const std::string& text, std::int64_t topics, const Labels& given = {}) {
  try {
    plan_of(text, topics, given);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return "none";
}

// Of 8 topics: 1 stays, 5 and 2 become one at the place of 2, 3 becomes two, 6 is dropped.
constexpr const char* kAll = R"(
[[edit]]
merge = [5, 2]
label = "both"
[[edit]]
drop = 6
[[edit]]
split = 3
into = 2
[[edit]]
rename = 7
label = "seven"
)";

TEST(Plan, NumbersTopicsInTheOrderOfTheOldOnes) {
  const Plan plan = plan_of(kAll, 8);
  EXPECT_EQ(plan.topics, 7);
  EXPECT_EQ(plan.first, (Topics{0, 1, 2, 3, 5, 2, -1, 6}));
  EXPECT_EQ(plan.parts, (Counts{1, 1, 1, 2, 1, 1, 0, 1}));
  EXPECT_EQ(plan.of, (std::vector<Topics>{{0}, {1}, {2, 5}, {3}, {3}, {4}, {7}}));
  EXPECT_EQ(plan.labels, (Labels{{2, "both"}, {6, "seven"}}));
  EXPECT_TRUE(plan.drops());
}

TEST(Plan, AMergedTopicStandsAtThePlaceOfItsLowest) {
  const Plan plan = plan_of("[[edit]]\nmerge = [3, 1, 4]", 6);
  EXPECT_EQ(plan.first, (Topics{0, 1, 2, 1, 1, 3}));
  EXPECT_EQ(plan.of, (std::vector<Topics>{{0}, {1, 3, 4}, {2}, {5}}));
}

TEST(Plan, LabelsGivenBeforeGoWithTopicsThatStay) {
  const Plan plan = plan_of(kAll, 8, {{1, "one"}, {2, "two"}, {3, "three"}, {4, "four"}, {6, "six"}, {7, "old"}});
  EXPECT_EQ(plan.labels, (Labels{{1, "one"}, {2, "both"}, {5, "four"}, {6, "seven"}}));
}

TEST(Plan, WhatIsRefusedIsNamedWithItsPlace) {
  EXPECT_EQ(complaint("[[edit]]\nmerge = [1, 8]", 8),
            "e.toml:1: [[edit]] number 1: merge names topic 8, which is not there; allowed are the topics 0 to 7");
  EXPECT_EQ(
      complaint("[[edit]]\ndrop = 3\n[[edit]]\nrename = 3\nlabel = \"x\"", 8),
      "e.toml:3: [[edit]] number 2: rename names topic 3, which e.toml:1: [[edit]] number 1 names too; a topic may "
      "stand once in a file");
  EXPECT_NE(complaint("[[edit]]\nmerge = [3, 3]", 8).find("a topic may stand once"), std::string::npos);
  EXPECT_NE(complaint("[[edit]]\ndrop = 0\n[[edit]]\ndrop = 1", 2).find("all topics are dropped"), std::string::npos);
  EXPECT_NE(complaint("[[edit]]\nsplit = 0\ninto = 100000", 2).find("100001 topics"), std::string::npos);
  const std::string taken = complaint("[[edit]]\nrename = 0\nlabel = \"Halo\"", 4, {{2, "halo"}});
  EXPECT_NE(taken.find("the label \"Halo\" is given to another topic already"), std::string::npos) << taken;
  const std::string spaced = complaint("[[edit]]\nrename = 0\nlabel = \" dark  halo \"", 4, {{2, "dark halo"}});
  EXPECT_NE(spaced.find("the label \"dark halo\" is given to another topic"), std::string::npos) << spaced;
  EXPECT_EQ(complaint("[[edit]]\nrename = 2\nlabel = \"Halo\"", 4, {{2, "halo"}}), "none") << "its own";
}

TEST(Plan, ATopicHasAsManyPapersAsParts) {
  const std::vector<Edit> edits = parse_edits("[[edit]]\nsplit = 1\ninto = 3", "e.toml");
  EXPECT_NO_THROW(check_splits(edits, Counts{9, 3}));
  try {
    check_splits(edits, Counts{9, 2});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "e.toml:1: [[edit]] number 1: into is 3, but topic 1 has 2 papers; a topic needs at least one");
  }
}

}  // namespace
}  // namespace thema::editing
