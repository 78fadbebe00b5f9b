// SPDX-License-Identifier: Apache-2.0
#include "thema/core/config.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "temporary_folder.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"

namespace thema {
namespace {

struct Example {
  std::int64_t k = 40;
  double share = 0.5;
  bool center = false;
  std::string model = "minilm", criterion = "silhouette";
  std::vector<std::string> categories;
  std::vector<std::int64_t> candidates{5, 10};
};

OptionTable table_of(Example& e) {
  OptionTable table;
  table.add("cluster.k", e.k, {1, 100}, Affects::result, "topics");
  table.add("cluster.share", e.share, {0, 1}, Affects::result, "share");
  table.add("cluster.center", e.center, Affects::result, "centre");
  table.add("encode.model", e.model, Affects::result, "model");
  table.add("cluster.criterion", e.criterion, {"silhouette", "none"}, Affects::speed, "criterion");
  table.add("ingest.categories", e.categories, Affects::result, "categories");
  table.add("cluster.candidates", e.candidates, {1, 1000}, Affects::result, "candidates");
  return table;
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return "no error";
}

std::string message_of_file(const std::string& text) {
  const TemporaryFolder folder;
  write_text_file(folder.path() / "c.toml", text);
  Example example;
  OptionTable table = table_of(example);
  return message_of([&] { table.read_file(folder.path() / "c.toml"); });
}

void expect_words(const std::string& message, const std::vector<std::string>& words) {
  for (const auto& word : words) EXPECT_NE(message.find(word), std::string::npos) << word << " in: " << message;
}

TEST(Config, TextThatATableWroteIsReadBack) {
  Example written, read;
  written.k = 7;
  written.model = "a \"quoted\" name";
  written.candidates = {3, 4};
  OptionTable from = table_of(written), to = table_of(read);
  to.read_text(from.table_as_toml("cluster") + "\n" + from.table_as_toml("encode"), "the file");
  EXPECT_EQ(read.k, 7);
  EXPECT_EQ(read.model, written.model);
  EXPECT_EQ(read.candidates, written.candidates);
  expect_words(message_of([&] { to.read_text("[cluster]\nk = 0\n", "the file"); }), {"the file:2", "cluster.k is 0"});
}

TEST(Config, ReadsEveryType) {
  const TemporaryFolder folder;
  write_text_file(folder.path() / "c.toml",
                  "# comment\n[cluster]\nk = 12 # inline\nshare = 0.25\ncenter = true\ncandidates = [3, 4,\n 5]\n"
                  "[encode]\nmodel = \"a/b # c\"\n[ingest]\ncategories = [\"cs.LG\", \"math\"]\n");
  Example e;
  OptionTable table = table_of(e);
  table.read_file(folder.path() / "c.toml");
  EXPECT_EQ(e.k, 12);
  EXPECT_EQ(e.share, 0.25);
  EXPECT_TRUE(e.center);
  EXPECT_EQ(e.model, "a/b # c");
  EXPECT_EQ(e.categories, (std::vector<std::string>{"cs.LG", "math"}));
  EXPECT_EQ(e.candidates, (std::vector<std::int64_t>{3, 4, 5}));
}

TEST(Config, ErrorsNameFileLineKeyAndWhatIsAllowed) {
  expect_words(message_of_file("[cluster]\nkk = 3\n"), {"c.toml:2", "cluster.kk", "did you mean 'cluster.k'"});
  expect_words(message_of_file("[cluster]\n\nk = \"40\"\n"), {"c.toml:3", "cluster.k", "from 1 to 100"});
  expect_words(message_of_file("[cluster]\nk = 4.5\n"), {"cluster.k", "4.5", "whole number"});
  expect_words(message_of_file("[cluster]\nk = 101\n"), {"cluster.k", "101", "from 1 to 100"});
  expect_words(message_of_file("[cluster]\nk = [1]\n"), {"cluster.k", "a list"});
  expect_words(message_of_file("[cluster]\ncriterion = \"x\"\n"), {"cluster.criterion", "one of silhouette, none"});
  expect_words(message_of_file("[encode]\nmodel = 7\n"), {"encode.model", "7", "a text"});
  expect_words(message_of_file("[cluster]\ncandidates = [5, 0]\n"), {"cluster.candidates", "from 1 to 1000"});
  expect_words(message_of_file("k = 3\n"), {"c.toml:1", "outside a table"});
  expect_words(message_of_file("[cluster\n"), {"c.toml:1", "not TOML"});
}

TEST(Config, FilesThatAreNoConfigurationAreNamed) {
  const TemporaryFolder folder;
  Example e;
  OptionTable table = table_of(e);
  const auto refusal = [&](const std::filesystem::path& path) { return message_of([&] { table.read_file(path); }); };
  expect_words(refusal(folder.path()), {folder.path().string(), "a folder"});
  expect_words(refusal("/dev/null"), {"/dev/null", "device or pipe"});
  expect_words(refusal(folder.path() / "none.toml"), {"no configuration file is named", "none.toml"});
  expect_words(message_of_file(""), {"c.toml", "empty"});
  expect_words(message_of_file(" \n\t\r\n"), {"c.toml", "empty"});
  EXPECT_EQ(message_of_file("# only a comment\n"), "no error");
  expect_words(message_of_file(std::string("\x7F"
                                           "ELF\x02\x01\0\0",
                                           8)),
               {"c.toml", "no text"});
  expect_words(message_of_file("[cluster]\nk = \xFF\xFE\n"), {"c.toml:2", "not TOML"});
}

TEST(Config, RepeatedKeysAreRefused) {
  expect_words(message_of_file("[cluster]\nk = 1\nk = 2\n"), {"c.toml:3", "redefine", "'k'"});
  expect_words(message_of_file("[cluster]\nk = 1\n[encode]\n[cluster]\nk = 2\n"),
               {"c.toml:4", "redefine", "'cluster'"});
}

TEST(Config, TypesDoNotDependOnHowTheAllowedValuesAreWorded) {
  expect_words(message_of_file("[cluster]\ncriterion = 3\n"), {"cluster.criterion is 3", "one of silhouette"});
  expect_words(message_of_file("[cluster]\ncandidates = [\"5\"]\n"), {"cluster.candidates", "whole numbers"});
  expect_words(message_of_file("[cluster]\ncenter = \"true\"\n"), {"cluster.center", "true or false"});
  expect_words(message_of_file("[ingest]\ncategories = [1]\n"), {"ingest.categories is 1", "a list of texts"});
  Example e;
  const OptionTable table = table_of(e);
  EXPECT_EQ(table.find("cluster.k")->kind, ValueKind::whole);
  EXPECT_EQ(table.find("cluster.share")->kind, ValueKind::real);
  EXPECT_EQ(table.find("cluster.center")->kind, ValueKind::truth);
  EXPECT_EQ(table.find("cluster.criterion")->kind, ValueKind::text);
  EXPECT_EQ(table.find("ingest.categories")->kind, ValueKind::text);
  EXPECT_EQ(table.find("cluster.candidates")->kind, ValueKind::whole);
}

TEST(Config, AWordMayStandForANumber) {
  std::int64_t k = 0;
  OptionTable table;
  table.add("cluster.k", k, {1, 100}, {"auto", 0}, Affects::result, "topics");
  EXPECT_EQ(table.result_lines("cluster"), std::vector<std::string>{"cluster.k = 'auto'"});
  EXPECT_EQ(table.find("cluster.k")->default_toml, "'auto'");
  table.set_from_flag("cluster.k", {"7"});
  EXPECT_EQ(k, 7);
  EXPECT_EQ(table.table_as_toml("cluster"), "[cluster]\nk = 7\n");
  table.set_from_flag("cluster.k", {"auto"});
  EXPECT_EQ(k, 0);
  for (const char* text : {"7", "\"auto\"", "8", "0"}) table.read_text(std::string("[cluster]\nk = ") + text, "f");
  EXPECT_EQ(k, 0) << "the number that the word stands for";
  EXPECT_EQ(table.table_as_toml("cluster"), "[cluster]\nk = 'auto'\n");
  const auto refusal = [&](const std::string& text) {
    return message_of([&] { table.read_text("[cluster]\nk = " + text, "f"); });
  };
  expect_words(refusal("\"7\""), {"f:2", "cluster.k is '7'", "a whole number from 1 to 100 or auto"});
  expect_words(refusal("\"Auto\""), {"cluster.k is 'Auto'"});
  expect_words(refusal("-1"), {"cluster.k is -1"});
  expect_words(message_of([&] { table.set_from_flag("cluster.k", {"automatic"}); }), {"--cluster.k is automatic"});
}

TEST(Config, FlagsSetOneKey) {
  Example e;
  OptionTable table = table_of(e);
  table.set_from_flag("cluster.k", {"7"});
  EXPECT_EQ(e.k, 7);
  expect_words(message_of([&] { table.set_from_flag("cluster.k", {"7x"}); }), {"--cluster.k", "7x", "from 1 to 100"});
  expect_words(message_of([&] { table.set_from_flag("cluster.share", {"nan"}); }), {"--cluster.share"});
}

TEST(Config, ResultLinesLeaveOutWhatOnlyChangesSpeed) {
  Example e;
  const OptionTable table = table_of(e);
  const auto lines = table.result_lines("cluster");
  EXPECT_EQ(lines, (std::vector<std::string>{"cluster.k = 40", "cluster.share = 0.5", "cluster.center = false",
                                             "cluster.candidates = [5, 10]"}));
  EXPECT_EQ(table.table_as_toml("encode"), "[encode]\nmodel = 'minilm'\n");
}

}  // namespace
}  // namespace thema
