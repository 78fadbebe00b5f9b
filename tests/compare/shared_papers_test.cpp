// SPDX-License-Identifier: Apache-2.0
#include "thema/compare/shared_papers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "test_context.hpp"
#include "thema/core/partition.hpp"

namespace thema::comparison {
namespace {

constexpr std::int64_t kPapers = 300;

// Run A holds papers 0..299 in this order, paper p of topic p % 3; run B papers 40..339 backwards, paper p of topic
// p % 4.
PapersOfRun papers_of(const Communicator& comm, bool backwards) {
  const Range mine = even_part(kPapers, comm.size(), comm.rank());
  PapersOfRun papers{mine.first, {}, {}};
  for (std::int64_t row = mine.first; row < mine.last; ++row) {
    const std::int64_t paper = backwards ? 339 - row : row;
    papers.ids.push_back(hash_id("paper " + std::to_string(paper)));
    papers.topics.push_back(static_cast<std::int32_t>(paper % (backwards ? 4 : 3)));
  }
  return papers;
}

class OnAnyRanks : public testing::TestWithParam<std::int64_t> {};

TEST_P(OnAnyRanks, PapersAreMatchedById) {
  const Context world = test_context();
  const SharedPapers shared =
      find_shared_papers(world.comm, papers_of(world.comm, false), papers_of(world.comm, true), {3, 4}, GetParam());
  // Of the numbers 40..299 each pair of remainders has 260 / 12 = 21, and one more if it is among the first eight.
  EXPECT_EQ(shared.table, (std::vector<std::int64_t>{21, 22, 22, 21, 22, 21, 22, 22, 22, 22, 21, 22}));
  EXPECT_EQ(shared.only_a, 40);
  EXPECT_EQ(shared.only_b, 40);
  EXPECT_EQ(world.comm.sum(static_cast<std::int64_t>(shared.mine.size())), 260);
  for (const SharedPaper& paper : shared.mine) {
    EXPECT_EQ(paper.a, paper.row % 3);
    EXPECT_EQ(paper.b, paper.row % 4);
  }
}

TEST_P(OnAnyRanks, ExamplesAreTheFirstOfThePair) {
  const Context world = test_context();
  const SharedPapers shared =
      find_shared_papers(world.comm, papers_of(world.comm, false), papers_of(world.comm, true), {3, 4}, GetParam());
  std::vector<PairExamples> pairs{{2, 1, {}}, {0, 0, {}}};
  find_examples(world.comm, shared.mine, 3, pairs);
  EXPECT_EQ(pairs[0].rows, (std::vector<std::int64_t>{41, 53, 65}));
  EXPECT_EQ(pairs[1].rows, (std::vector<std::int64_t>{48, 60, 72}));
}

INSTANTIATE_TEST_SUITE_P(InRounds, OnAnyRanks, testing::Values(std::int64_t{1} << 18, 20));

TEST(SharedPapers, NoneAtAll) {
  const Context world = test_context();
  PapersOfRun a = papers_of(world.comm, false), b;
  const SharedPapers shared = find_shared_papers(world.comm, a, b, {3, 0});
  EXPECT_EQ(shared.only_a, kPapers);
  EXPECT_EQ(shared.only_b, 0);
  EXPECT_TRUE(shared.table.empty());
}

}  // namespace
}  // namespace thema::comparison
