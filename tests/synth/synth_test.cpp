// SPDX-License-Identifier: Apache-2.0
#include "thema/synth/synth.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "temporary_folder.hpp"
#include "test_context.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/ingest/dates.hpp"
#include "thema/ingest/json_paper.hpp"
#include "thema/synth/synthetic_paper.hpp"

namespace thema {
namespace {

using Json = nlohmann::json;

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::istringstream text(read_text_file(path));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::optional<std::string> fault_of(const std::string& line) {
  PaperParser parser;
  Document paper;
  const std::string padded = line + std::string(kLinePadding, ' ');
  return parser.parse(std::string_view(padded).substr(0, line.size()), paper);
}

class Synth : public testing::Test {
 protected:
  std::vector<std::string> make(const SynthOptions& options) {
    synthesise(context_, options, folder_.path() / "papers.jsonl");
    const auto lines = lines_of(folder_.path() / "papers.jsonl");
    context_.comm.barrier();
    return lines;
  }
  Context context_ = test_context();
  const TemporaryFolder folder_;
};

TEST_F(Synth, TheSameBytesForAnyNumberOfRanks) {
  for (const std::int64_t papers : {1, 3, 2'500}) {
    SynthOptions options;
    options.papers = papers;
    options.broken = 0.05;
    synthesise(context_, options, folder_.path() / "many.jsonl");
    if (context_.comm.is_root()) {
      Context alone = test_context(MPI_COMM_SELF);
      synthesise(alone, options, folder_.path() / "one.jsonl");
      EXPECT_TRUE(read_text_file(folder_.path() / "many.jsonl") == read_text_file(folder_.path() / "one.jsonl"));
    }
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "many.jsonl.partial"));
    context_.comm.barrier();
  }
}

TEST_F(Synth, PapersHaveTheArxivForm) {
  const std::set<std::string> keys{"id",          "submitter", "authors",     "title",         "comments",
                                   "journal-ref", "doi",       "report-no",   "categories",    "license",
                                   "abstract",    "versions",  "update_date", "authors_parsed"};
  SynthOptions options;
  options.papers = 300;
  std::set<std::string> ids, years;
  std::string all_text;
  for (const std::string& line : make(options)) {
    EXPECT_EQ(fault_of(line), std::nullopt) << line;
    const Json paper = Json::parse(line);
    std::set<std::string> found;
    for (const auto& [key, value] : paper.items()) found.insert(key);
    EXPECT_EQ(found, keys);
    EXPECT_TRUE(ids.insert(paper["id"].get<std::string>()).second) << paper["id"];
    std::istringstream words(paper["abstract"].get<std::string>());
    const auto count = std::distance(std::istream_iterator<std::string>(words), std::istream_iterator<std::string>());
    EXPECT_GE(count, 80);
    EXPECT_LE(count, 235);
    const auto created = parse_mail_day(paper["versions"][0]["created"].get<std::string>());
    EXPECT_GE(created.value_or(-1), 13879);     // 2008-01-01
    EXPECT_LE(created.value_or(99999), 20088);  // 2024-12-31
    EXPECT_LE(created, parse_iso_day(paper["update_date"].get<std::string>()));
    years.insert(paper["id"].get<std::string>().substr(0, 2));
    all_text += line;
  }
  EXPECT_EQ(ids.size(), 300u);
  EXPECT_EQ(years.size(), 17u);
  for (const char* part : {"$\\\\", "{\\\\\\\"o}", "\\u00f6", ": "})
    EXPECT_NE(all_text.find(part), std::string::npos) << part;
}

TEST_F(Synth, EveryTopicIsPlantedAndHasItsOwnWords) {
  SynthOptions options;
  options.papers = 600;
  options.topics = 20;  // more than there are themes
  std::map<std::string, int> papers_of;
  for (const std::string& line : make(options)) {
    const std::string categories = Json::parse(line)["categories"].get<std::string>();
    ++papers_of[categories.substr(0, categories.find(' '))];
  }
  std::map<std::string, std::set<std::string_view>> terms;
  for (std::int64_t t = 0; t < options.topics; ++t) {
    const Theme theme = make_theme(t);
    EXPECT_GE(papers_of[theme.category], 5) << theme.category;
    terms[theme.category].insert(theme.terms.begin(), theme.terms.end());
    EXPECT_GE(terms[theme.category].size(), 40u) << theme.category << " has a term twice, or too few";
    EXPECT_LE(terms[theme.category].size(), 60u);
  }
  EXPECT_EQ(papers_of.size(), 20u);
  EXPECT_EQ(terms.size(), 20u);
}

TEST_F(Synth, TopicNamesDifferUpToTheLast) {
  std::set<std::string> names;
  for (std::int64_t t = 0; t < most_topics(); ++t) names.insert(make_theme(t).category);
  EXPECT_EQ(names.size(), static_cast<std::size_t>(most_topics()));
}

TEST_F(Synth, BrokenLinesAreBrokenAndTheOthersAreNot) {
  SynthOptions options;
  options.papers = 1'000;
  const auto whole = make(options);
  options.broken = 0.2;
  const auto damaged = make(options);
  const SyntheticCorpus corpus(options);
  EXPECT_EQ(damaged.size(), 1'000u);
  std::set<std::string> reasons;
  int broken = 0;
  for (std::size_t i = 0; i < damaged.size(); ++i) {
    const auto fault = fault_of(damaged[i]);
    EXPECT_EQ(fault.has_value(), corpus.is_broken(static_cast<std::int64_t>(i))) << damaged[i];
    EXPECT_EQ(damaged[i] == whole[i], !fault.has_value());
    if (fault) reasons.insert(*fault);
    broken += fault.has_value();
  }
  EXPECT_NEAR(broken, 200, 60);  // five standard deviations
  EXPECT_GE(reasons.size(), 5u);
}

TEST_F(Synth, TheSeedMakesOtherPapers) {
  SynthOptions options;
  options.papers = 20;
  const auto first = make(options);
  EXPECT_EQ(make(options), first);
  options.seed = 1;
  EXPECT_NE(make(options), first);
}

TEST(SynthErrors, AreClear) {
  Context alone = test_context(MPI_COMM_SELF);
  const TemporaryFolder folder;
  const auto refusal = [&](const SynthOptions& options, const std::filesystem::path& output) -> std::string {
    try {
      synthesise(alone, options, output);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  SynthOptions options;
  const std::string folder_name = folder.path().string();
  EXPECT_EQ(refusal(options, folder.path()), "cannot write " + folder_name + ": it is there and not a regular file");
  EXPECT_EQ(refusal(options, folder.path() / "none" / "p.jsonl"),
            "cannot write " + folder_name + "/none/p.jsonl: no folder " + folder_name + "/none");
  options.first_year = 2030;
  EXPECT_EQ(refusal(options, folder.path() / "p.jsonl"), "synth.first_year = 2030 comes after synth.last_year = 2024");
}

}  // namespace
}  // namespace thema
