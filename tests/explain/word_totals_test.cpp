// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/word_totals.hpp"

#include <gtest/gtest.h>

#include "test_context.hpp"

namespace thema::explanation {
namespace {

TEST(WordTotals, AddUpOverRanks) {
  const Context world = test_context();
  const std::int64_t rank = world.comm.rank(), size = world.comm.size();
  WordTotals totals;
  totals.add("everywhere", {rank, 1, 2, 1});
  totals.add("everywhere", {10, 0, 1, 1});
  totals.add("rank " + std::to_string(rank), {-rank, 0, 1, 1});
  const auto all = totals.gathered(world.comm);
  if (!world.comm.is_root()) {
    EXPECT_TRUE(all.empty());
    return;
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(size) + 1);
  const WordTotal& everywhere = all.at("everywhere");
  EXPECT_EQ(everywhere.contrast, 10 * size + size * (size - 1) / 2);
  EXPECT_EQ(everywhere.attention, size);
  EXPECT_EQ(everywhere.occurrences, 3 * size);
  EXPECT_EQ(everywhere.papers, 2 * size);
  EXPECT_EQ(all.at("rank " + std::to_string(size - 1)).contrast, 1 - size);
}

}  // namespace
}  // namespace thema::explanation
