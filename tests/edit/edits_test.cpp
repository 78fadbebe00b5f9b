// SPDX-License-Identifier: Apache-2.0
#include "thema/edit/edits.hpp"

#include <gtest/gtest.h>

#include "thema/core/error.hpp"

namespace thema::editing {
namespace {

std::string complaint(const std::string& text) {
  try {
    parse_edits(text, "e.toml");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return "none";
}

void expect_complaint(const std::string& text, const std::vector<std::string>& parts) {
  const std::string found = complaint(text);
  for (const std::string& part : parts) EXPECT_NE(found.find(part), std::string::npos) << found << "\nlacks " << part;
}

TEST(Edits, EveryForm) {
  const std::vector<Edit> edits = parse_edits(R"(# what was found
[[edit]]
merge = [3, 7, 1]
[[edit]]
split = 4
into = 3
[[edit]]
rename = 2
label = "Dünne Schichten"
[[edit]]
drop = 9
[[edit]]
merge = [5, 6]
label = "dark matter"
)",
                                              "e.toml");
  ASSERT_EQ(edits.size(), 5u);
  EXPECT_EQ(edits[0].kind, Edit::Kind::merge);
  EXPECT_EQ(edits[0].topics, (std::vector<std::int64_t>{3, 7, 1}));
  EXPECT_EQ(edits[0].label, "");
  EXPECT_EQ(edits[1].kind, Edit::Kind::split);
  EXPECT_EQ(edits[1].topics, std::vector<std::int64_t>{4});
  EXPECT_EQ(edits[1].into, 3);
  EXPECT_EQ(edits[2].kind, Edit::Kind::rename);
  EXPECT_EQ(edits[2].label, "Dünne Schichten");
  EXPECT_EQ(edits[3].kind, Edit::Kind::drop);
  EXPECT_EQ(edits[3].topics, std::vector<std::int64_t>{9});
  EXPECT_EQ(edits[4].label, "dark matter");
  EXPECT_EQ(edits[4].place, "e.toml:12: [[edit]] number 5");
}

TEST(Edits, WhatIsRefusedIsNamedWithItsPlace) {
  const std::string first = "[[edit]]\ndrop = 1\n";
  expect_complaint("", {"e.toml holds no [[edit]]", "merge = [3, 7]"});
  expect_complaint("x = ", {"e.toml:1: not TOML"});
  expect_complaint("drop = 4", {"e.toml:1: unknown key 'drop'", "[[edit]]"});
  expect_complaint("[edit]\ndrop = 4", {"e.toml:1: unknown key 'edit'"});
  expect_complaint(first + "[[edit]]\n", {"e.toml:3: [[edit]] number 2: no edit stands in it", "split = 4"});
  expect_complaint(first + "[[edit]]\ndrop = 4\nsplit = 2", {"number 2: both 'split' and 'drop'"});
  expect_complaint("[[edit]]\ndrop = 4\nlabel = \"x\"", {"number 1: unknown key 'label' beside 'drop'"});
  expect_complaint("[[edit]]\nsplit = 4\ninto = 2\nlabels = []", {"unknown key 'labels' beside 'split'"});
  expect_complaint("[[edit]]\ndrop = -1", {"drop is -1; allowed is the number of a topic"});
  expect_complaint("[[edit]]\ndrop = \"4\"", {"allowed is the number of a topic"});
  expect_complaint("[[edit]]\nmerge = 4", {"merge is 4; allowed is a list of two topics or more"});
  expect_complaint("[[edit]]\nmerge = [4]", {"allowed is a list of two topics or more"});
  expect_complaint("[[edit]]\nmerge = [4, 1.5]", {"merge is 1.5; allowed is a list of numbers of topics"});
  expect_complaint("[[edit]]\nsplit = 4", {"'into' is missing"});
  expect_complaint("[[edit]]\nsplit = 4\ninto = 1", {"into is 1; allowed is a whole number from 2 to 100000"});
  expect_complaint("[[edit]]\nrename = 4", {"'label' is missing"});
  expect_complaint("[[edit]]\nrename = 4\nlabel = 5", {"label is 5; allowed is a text of 1 to 200 bytes"});
  expect_complaint("[[edit]]\nrename = 4\nlabel = \" \"", {"label is empty; allowed"});
  expect_complaint("[[edit]]\nrename = 4\nlabel = \"a\\nb\"", {"label has a control character; allowed"});
  expect_complaint("[[edit]]\nrename = 4\nlabel = \"" + std::string(201, 'a') + "\"", {"label has 201 bytes; allowed"});
}

}  // namespace
}  // namespace thema::editing
