// SPDX-License-Identifier: Apache-2.0
#include "thema/assign/novelty.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "test_context.hpp"
#include "thema/core/partition.hpp"

namespace thema::assignment {
namespace {

TEST(Novelty, BinsAreEqualPartsOfMinusOneToOne) {
  EXPECT_EQ(bin_of(-1), 0);
  EXPECT_EQ(bin_of(-1.0000001F), 0);
  EXPECT_EQ(bin_of(0), 128);
  EXPECT_EQ(bin_of(-0.001F), 127);
  EXPECT_EQ(bin_of(0.5F), 192);
  EXPECT_EQ(bin_of(0.4999F), 191);
  EXPECT_EQ(bin_of(1), 255);
  EXPECT_EQ(bin_of(1.0000001F), 255);
}

// 40 papers of topic 0 with similarities in the bins 129, 130, ..., 168; four of topic 2, three of them in one bin.
Novelty novelty_of_all_ranks(const Communicator& comm) {
  Novelty novelty(3);
  const Range mine = even_part(40, comm.size(), comm.rank());
  for (std::int64_t i = mine.first; i < mine.last; ++i) novelty.add(0, (static_cast<float>(i) + 1.5F) / 128);
  if (comm.rank() == comm.size() - 1)
    for (const float similarity : {0.3F, 0.3F, 0.3F, 0.9F}) novelty.add(2, similarity);
  novelty.sum(comm);
  return novelty;
}

TEST(Novelty, IsTheShareOfPapersThatAreNotFurtherOut) {
  const Context world = test_context();
  const Novelty novelty = novelty_of_all_ranks(world.comm);
  EXPECT_EQ(novelty.of(0, -0.5F), 1);
  EXPECT_EQ(novelty.of(0, 1.5F / 128), 1);
  EXPECT_EQ(novelty.of(0, 2.5F / 128), 39.0F / 40);
  EXPECT_EQ(novelty.of(0, 40.5F / 128), 1.0F / 40);
  EXPECT_EQ(novelty.of(0, 0.99F), 0);
  EXPECT_EQ(novelty.of(1, 0.99F), 1);  // nobody is there
  EXPECT_EQ(novelty.of(2, 0.3F), 1);
  EXPECT_EQ(novelty.of(2, 0.5F), 0.25F);
}

TEST(Novelty, OwnPapersAboveALevel) {
  const Context world = test_context();
  const Novelty novelty = novelty_of_all_ranks(world.comm);
  EXPECT_EQ(novelty.papers_above(0.9), 4 + 3);  // 40/40, 39/40, 38/40, 37/40; three of 4/4
  EXPECT_EQ(novelty.papers_above(1), 0);
  EXPECT_EQ(novelty.papers_above(0), 44);
}

}  // namespace
}  // namespace thema::assignment
