// SPDX-License-Identifier: Apache-2.0
#include "thema/explain/sampled_papers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "test_context.hpp"
#include "thema/core/partition.hpp"
#include "thema/core/random.hpp"

namespace thema::explanation {
namespace {

// Every third row of 100.
std::vector<std::int64_t> rows_of(Range range) {
  std::vector<std::int64_t> rows;
  for (std::int64_t row = range.first; row < range.last; ++row)
    if (row % 3 == 0) rows.push_back(row);
  return rows;
}

std::vector<std::int64_t> whole_sample(const Context& world, std::int64_t wanted, std::int64_t seed) {
  const Range own = even_part(100, world.comm.size(), world.comm.rank());
  const std::vector<std::int64_t> share = sampled_share(world.comm, rows_of(own), wanted, seed);
  const auto sizes = world.comm.all_gather(static_cast<std::int64_t>(share.size()));
  EXPECT_LE(std::ranges::max(sizes) - std::ranges::min(sizes), 1);
  return world.comm.all_gather(share);
}

// By sorting all keys in one place.
std::vector<std::int64_t> expected_sample(std::int64_t wanted, std::uint64_t seed) {
  std::vector<std::int64_t> rows = rows_of({0, 100});
  std::ranges::sort(
      rows, {}, [&](std::int64_t row) { return random_bits(seed, Draw::explained, static_cast<std::uint64_t>(row)); });
  rows.resize(static_cast<std::size_t>(wanted));
  std::ranges::sort(rows);
  return rows;
}

TEST(SampledShare, IsTheSameForAnyNumberOfRanks) {
  const Context world = test_context();
  EXPECT_EQ(whole_sample(world, 10, 5), expected_sample(10, 5));
  EXPECT_EQ(whole_sample(world, 3, 6), expected_sample(3, 6));
  EXPECT_NE(whole_sample(world, 10, 5), whole_sample(world, 10, 6));
}

TEST(SampledShare, IsAllWhereNoFewerAreWanted) {
  const Context world = test_context();
  EXPECT_EQ(whole_sample(world, 0, 5), rows_of({0, 100}));
  EXPECT_EQ(whole_sample(world, 1000, 5), rows_of({0, 100}));
}

}  // namespace
}  // namespace thema::explanation
