// SPDX-License-Identifier: Apache-2.0
#include "thema/ingest/duplicates.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

#include "thema/core/partition.hpp"

namespace thema {
namespace {

// 500 ids of which about half repeat, in an order known to all ranks.
std::vector<std::string> all_ids() {
  std::mt19937 random(5);
  std::vector<std::string> ids;
  for (int i = 0; i < 500; ++i) ids.push_back("id" + std::to_string(random() % 350));
  return ids;
}

TEST(FindDuplicates, TheFirstInInputOrderStays) {
  const Communicator comm(MPI_COMM_WORLD);
  const auto ids = all_ids();
  std::vector<bool> expected;
  std::set<std::string> seen;
  for (const auto& id : ids) expected.push_back(!seen.insert(id).second);

  const Range mine = even_part(static_cast<std::int64_t>(ids.size()), comm.size(), comm.rank());
  std::vector<IdHash> hashes;
  for (std::int64_t i = mine.first; i < mine.last; ++i) hashes.push_back(hash_id(ids[static_cast<std::size_t>(i)]));
  for (const std::int64_t per_round : {1, 7, 100, 1 << 18})
    EXPECT_EQ(find_duplicates(comm, hashes, per_round),
              std::vector<bool>(expected.begin() + mine.first, expected.begin() + mine.last))
        << per_round;
}

TEST(FindDuplicates, RanksMayHaveNothing) {
  const Communicator comm(MPI_COMM_WORLD);
  EXPECT_TRUE(find_duplicates(comm, {}).empty());
  const bool last = comm.rank() == comm.size() - 1;
  const std::vector<IdHash> two(last ? 2 : 0, hash_id("same"));
  EXPECT_EQ(find_duplicates(comm, two), last ? (std::vector<bool>{false, true}) : std::vector<bool>());
}

TEST(HashId, DiffersInBothHalves) {
  EXPECT_EQ(hash_id("0704.0001"), hash_id("0704.0001"));
  EXPECT_NE(hash_id("0704.0001").high, hash_id("0704.0002").high);
  EXPECT_NE(hash_id("0704.0001").low, hash_id("0704.0002").low);
  EXPECT_NE(hash_id("x").low, hash_id("x").high);
}

}  // namespace
}  // namespace thema
