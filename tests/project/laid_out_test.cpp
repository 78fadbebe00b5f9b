// SPDX-License-Identifier: Apache-2.0
#include "thema/project/laid_out.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "project/made_papers.hpp"
#include "thema/core/error.hpp"

namespace thema::maps {
namespace {

TEST(LaidOut, AllPapersWithoutACopy) {
  Context context = test_context();
  const MadePapers made = papers_around(3, 41, 8, 1);
  const Embeddings mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, 41, 0);
  EXPECT_EQ(papers.total(), 41);
  EXPECT_EQ(papers.own, uneven_share(41, context.comm.size(), context.comm.rank()));
  EXPECT_EQ(papers.values.data(), mine.values.data());
  for (std::int64_t i = 0; i < 41; ++i) EXPECT_EQ(papers.rows[static_cast<std::size_t>(i)], i);
}

TEST(LaidOut, SampleIsThatOfOneRank) {
  Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  const MadePapers made = papers_around(3, 200, 8, 1);
  const Embeddings all = share_of(made, Range{0, 200}), mine = share_of(made, context.comm);
  const LaidOut papers = choose_laid_out(context, mine, 60, 5), serial = choose_laid_out(alone, all, 60, 5);
  EXPECT_EQ(papers.total(), 60);
  EXPECT_TRUE(std::is_sorted(papers.rows.begin(), papers.rows.end()));
  EXPECT_EQ(papers.rows, serial.rows);
  EXPECT_EQ(papers.starts.back(), 60);
  for (std::int64_t p = papers.own.first; p < papers.own.last; ++p)
    EXPECT_TRUE(std::equal(papers.row(p), papers.row(p) + 8, made.row(papers.rows[static_cast<std::size_t>(p)])));
}

TEST(LaidOut, OtherSeedsGiveOtherSamples) {
  Context alone = test_context(MPI_COMM_SELF);
  const Embeddings all = share_of(papers_around(3, 200, 8, 1), Range{0, 200});
  EXPECT_NE(choose_laid_out(alone, all, 60, 5).rows, choose_laid_out(alone, all, 60, 6).rows);
}

TEST(LaidOut, RowsThatAreNotUnitAreRefused) {
  Context alone = test_context(MPI_COMM_SELF);
  for (const float bad : {2.0f, std::numeric_limits<float>::quiet_NaN()}) {
    Embeddings all = share_of(papers_around(3, 10, 8, 1), Range{0, 10});
    all.values[3 * 8] = bad;
    try {
      choose_laid_out(alone, all, 10, 0);
      ADD_FAILURE() << "a row with " << bad << " passed";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::data);
      EXPECT_NE(std::string(error.what()).find("row 3"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace thema::maps
