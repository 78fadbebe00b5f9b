// SPDX-License-Identifier: Apache-2.0
#include "thema/label/label_template.hpp"

#include <gtest/gtest.h>

#include "thema/core/error.hpp"

namespace thema {
namespace {

LabelFields fields() { return {7, 1234, {"spin", "lattice", "boson"}, "On spins", 0}; }

std::string filled(std::string_view text, const LabelFields& of_topic) {
  return LabelTemplate(text, 10).fill(of_topic);
}

std::string refusal(std::string_view text) {
  try {
    LabelTemplate(text, 10);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return "";
}

TEST(LabelTemplate, FillsItsFields) {
  EXPECT_EQ(filled("{keyword} | {title}", fields()), "spin | On spins");
  EXPECT_EQ(filled("{topic}: {keywords:2} ({size})", fields()), "7: spin, lattice (1234)");
  EXPECT_EQ(filled("{keywords:10}", fields()), "spin, lattice, boson");
  EXPECT_EQ(filled("Topic {topic}", fields()), "Topic 7");
  EXPECT_EQ(filled("{{{topic}}} é", fields()), "{7} é");
}

TEST(LabelTemplate, LeavesOutTextBesideWhatIsEmpty) {
  LabelFields without = fields();
  without.title.clear();
  EXPECT_EQ(filled("{keyword} | {title}", without), "spin");
  EXPECT_EQ(filled("{title} | {keyword}", without), "spin");
  EXPECT_EQ(filled("{topic} - {title} - {keyword}.", without), "7 - spin.");
  EXPECT_EQ(filled("{title}", without), "");
}

TEST(LabelTemplate, ShowsFurtherKeywords) {
  LabelFields more = fields();
  more.further_keywords = 1;
  EXPECT_EQ(filled("{keyword} | {title}", more), "spin, lattice | On spins");
  EXPECT_EQ(filled("{keywords:2}", more), "spin, lattice, boson");
}

TEST(LabelTemplate, RefusesWhatItCannotFill) {
  const std::string names = "{keyword}, {keywords:N}, {title}, {topic} and {size}";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"{keyword} {author}", "unknown field {author}"},
      {"{keywords}", "unknown field {keywords}"},
      {"{keywords:0}", "unknown field {keywords:0}"},
      {"{keywords:2x}", "unknown field {keywords:2x}"},
      {"{keywords:11}", "asks for 11 keywords, label.keywords is 10"},
      {"{}", "unknown field {}"},
      {"{title", "has a brace without its other half"},
      {"title}", "has a brace without its other half"},
      {"topic", "has no field"},
      {"", "has no field"},
      {"{title}\n", "control character"}};
  for (const auto& [text, reason] : cases) {
    const std::string told = refusal(text);
    EXPECT_NE(told.find(reason), told.npos) << text << ": " << told;
    EXPECT_NE(told.find(names), told.npos) << told;
  }
}

}  // namespace
}  // namespace thema
