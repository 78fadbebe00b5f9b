// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/paper_filter.hpp"

#include <gtest/gtest.h>

#include "thema/core/error.hpp"

namespace thema {
namespace {

using Verdict = PaperFilter::Verdict;

Document paper(std::string abstract, std::string categories = "cs.LG stat.ML", std::int32_t date = 13605) {
  Document made;
  made.id = "1";
  made.abstract = std::move(abstract);
  made.categories = std::move(categories);
  made.date = date;
  return made;
}

TEST(PaperFilter, CountsCharactersNotBytes) {
  IngestOptions options;
  options.min_abstract = 5;
  const PaperFilter filter(options);
  EXPECT_EQ(filter.judge(paper("äöü€𝔸")), Verdict::keep);
  EXPECT_EQ(filter.judge(paper("äöü€")), Verdict::too_short);
  EXPECT_EQ(filter.judge(paper("")), Verdict::too_short);
}

TEST(PaperFilter, AnArchiveStandsForAllItsCategories) {
  const auto verdict = [](std::vector<std::string> wanted, const std::string& categories) {
    IngestOptions options;
    options.min_abstract = 0;
    options.categories = std::move(wanted);
    return PaperFilter(options).judge(paper("", categories));
  };
  EXPECT_EQ(verdict({"cs"}, "math.CO cs.CG"), Verdict::keep);
  EXPECT_EQ(verdict({"cs.LG"}, "cs.LG"), Verdict::keep);
  EXPECT_EQ(verdict({"hep-th"}, "gr-qc hep-th"), Verdict::keep);
  EXPECT_EQ(verdict({"stat", "math"}, "math.CO"), Verdict::keep);
  EXPECT_EQ(verdict({"c"}, "cs.LG"), Verdict::filtered);
  EXPECT_EQ(verdict({"cs.L"}, "cs.LG"), Verdict::filtered);
  EXPECT_EQ(verdict({"math"}, "math-ph"), Verdict::filtered);
  EXPECT_EQ(verdict({"cs"}, ""), Verdict::filtered);
}

TEST(PaperFilter, BothDaysBelongToThePeriod) {
  IngestOptions options;
  options.min_abstract = 0;
  options.from = "2007-04-02";
  options.to = "2007-04-03";
  const PaperFilter filter(options);
  EXPECT_EQ(filter.judge(paper("", "cs.LG", 13604)), Verdict::filtered);
  EXPECT_EQ(filter.judge(paper("", "cs.LG", 13605)), Verdict::keep);
  EXPECT_EQ(filter.judge(paper("", "cs.LG", 13606)), Verdict::keep);
  EXPECT_EQ(filter.judge(paper("", "cs.LG", 13607)), Verdict::filtered);
  EXPECT_EQ(filter.judge(paper("", "cs.LG", kUnknownDate)), Verdict::filtered);
  options.from = options.to = "";
  EXPECT_EQ(PaperFilter(options).judge(paper("", "cs.LG", kUnknownDate)), Verdict::keep);
}

TEST(PaperFilter, RefusesBoundsThatAreNoPeriod) {
  const auto refusal = [](const std::string& from, const std::string& to) -> std::string {
    IngestOptions options;
    options.from = from;
    options.to = to;
    try {
      PaperFilter{options};
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refusal("2007-13-01", ""), "ingest.from = '2007-13-01': a day as YYYY-MM-DD is allowed");
  EXPECT_EQ(refusal("", "2007"), "ingest.to = '2007': a day as YYYY-MM-DD is allowed");
  EXPECT_EQ(refusal("2008-01-01", "2007-01-01"), "ingest.from = '2008-01-01' comes after ingest.to = '2007-01-01'");
  EXPECT_EQ(refusal("2008-01-01", "2008-01-01"), "");
}

}  // namespace
}  // namespace thema
