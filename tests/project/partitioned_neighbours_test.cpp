// SPDX-License-Identifier: Apache-2.0
#include "thema/project/partitioned_neighbours.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "project/made_papers.hpp"

namespace thema::maps {
namespace {

constexpr std::int64_t kWanted = 9;

MadePapers papers_with_copies() {
  MadePapers made = papers_around(6, 700, 12, 0.5);
  for (std::int64_t i = 0; i < 60; ++i) std::copy_n(made.row(i % 3), 12, made.values.begin() + (i + 300) * 12);
  return made;
}

void expect_exact(const Partitioning& partitioning) {
  Context context = test_context();
  const Embeddings mine = share_of(papers_with_copies(), context.comm);
  const LaidOut papers = choose_laid_out(context, mine, mine.total_rows, 0);
  const Neighbours exact = nearest_neighbours(context, papers, kWanted);
  const Neighbours found = partitioned_neighbours(context, papers, kWanted, partitioning);
  EXPECT_EQ(found.count, exact.count);
  EXPECT_EQ(found.positions, exact.positions);
  EXPECT_EQ(found.similarity, exact.similarity);
}

TEST(PartitionedNeighbours, OfAllPartsAreExact) {
  expect_exact({20, 20, 1});
  expect_exact({20, 500, 1});
  expect_exact({1, 1, 1});
}

// Every paper is a part of its own but for the copies, so no list is full and all papers are searched.
TEST(PartitionedNeighbours, PapersInTinyPartsSearchAll) { expect_exact({5000, 1, 1}); }

TEST(PartitionedNeighbours, MissLittleWhereTopicsPartAndSayHowMuch) {
  Context context = test_context();
  const Embeddings mine = share_of(papers_around(10, 900, 16, 0.25), context.comm);
  const LaidOut papers = choose_laid_out(context, mine, 900, 0);
  const QualityQueries queries = choose_queries(context, papers, 300, 30, 1);
  const Neighbours exact = nearest_neighbours(context, papers, kWanted);
  EXPECT_EQ(search_recall(context.comm, papers, exact, queries), 1);
  const double few =
      search_recall(context.comm, papers, partitioned_neighbours(context, papers, kWanted, {60, 1, 1}), queries);
  const double more =
      search_recall(context.comm, papers, partitioned_neighbours(context, papers, kWanted, {60, 6, 1}), queries);
  EXPECT_GT(more, 0.9);
  EXPECT_LT(few, more - 0.1);
}

TEST(PartitionedNeighbours, AreTheSameForAnyNumberOfRanks) {
  Context context = test_context(), alone = test_context(MPI_COMM_SELF);
  const MadePapers made = papers_with_copies();
  const Embeddings mine = share_of(made, context.comm), all = share_of(made, Range{0, made.count()});
  const Partitioning partitioning{40, 3, 2};
  const Neighbours serial =
      partitioned_neighbours(alone, choose_laid_out(alone, all, made.count(), 0), kWanted, partitioning);
  const Neighbours found =
      partitioned_neighbours(context, choose_laid_out(context, mine, made.count(), 0), kWanted, partitioning);
  EXPECT_EQ(context.comm.all_gather(found.positions), serial.positions);
  EXPECT_EQ(context.comm.all_gather(found.similarity), serial.similarity);
}

TEST(PartitionedNeighbours, OfOneAndTwoPapers) {
  Context context = test_context();
  for (const std::int64_t papers : {1, 2}) {
    const Embeddings mine = share_of(papers_around(1, papers, 8, 0.5), context.comm);
    const Neighbours found =
        partitioned_neighbours(context, choose_laid_out(context, mine, papers, 0), kWanted, {10, 2, 0});
    EXPECT_EQ(found.count, papers - 1);
  }
}

}  // namespace
}  // namespace thema::maps
