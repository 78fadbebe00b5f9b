// SPDX-License-Identifier: Apache-2.0
#include "thema/core/communicator.hpp"

#include <gtest/gtest.h>

#include <array>

namespace thema {
namespace {

TEST(Communicator, SumsMaximaAndMinimaOverAllRanks) {
  const Communicator comm(MPI_COMM_WORLD);
  std::array<std::int64_t, 2> values{comm.rank(), 1};
  comm.sum(std::span<std::int64_t>(values));
  EXPECT_EQ(values[0], comm.size() * (comm.size() - 1) / 2);
  EXPECT_EQ(values[1], comm.size());
  EXPECT_EQ(comm.max(std::int64_t{comm.rank()}), comm.size() - 1);
  EXPECT_EQ(comm.min(std::int64_t{comm.rank()} + 5), 5);
  EXPECT_TRUE(comm.any(comm.rank() == comm.size() - 1));
  EXPECT_FALSE(comm.any(false));
}

TEST(Communicator, SumBeforeCountsTheRanksBefore) {
  const Communicator comm(MPI_COMM_WORLD);
  EXPECT_EQ(comm.sum_before(comm.rank() + 1), comm.rank() * (comm.rank() + 1) / 2);
}

TEST(Communicator, GathersVectorsOfUnequalLengthInRankOrder) {
  const Communicator comm(MPI_COMM_WORLD);
  const std::vector<std::int32_t> mine(static_cast<std::size_t>(comm.rank()), comm.rank());  // rank 0 has none
  std::vector<std::int32_t> expected;
  for (int r = 0; r < comm.size(); ++r) expected.insert(expected.end(), static_cast<std::size_t>(r), r);
  EXPECT_EQ(comm.all_gather(mine), expected);
  EXPECT_EQ(comm.gather(mine), comm.is_root() ? expected : std::vector<std::int32_t>{});
}

TEST(Communicator, BroadcastsTextAndVectors) {
  const Communicator comm(MPI_COMM_WORLD);
  const int root = comm.size() - 1;
  std::string text = comm.rank() == root ? "from the last rank" : "";
  comm.broadcast(text, root);
  EXPECT_EQ(text, "from the last rank");
  std::vector<double> values;
  if (comm.rank() == root) values = {1.5, 2.5};
  comm.broadcast(values, root);
  EXPECT_EQ(values, (std::vector<double>{1.5, 2.5}));
}

TEST(Communicator, AllToAllDeliversEachMessageToItsRank) {
  const Communicator comm(MPI_COMM_WORLD);
  std::vector<std::vector<std::int64_t>> outgoing(static_cast<std::size_t>(comm.size()));
  for (int r = 0; r < comm.size(); ++r)  // message to r: r copies of 100 * sender + r; rank 0 gets nothing
    outgoing[static_cast<std::size_t>(r)].assign(static_cast<std::size_t>(r), 100 * comm.rank() + r);
  const auto incoming = comm.all_to_all(outgoing);
  for (int r = 0; r < comm.size(); ++r)
    EXPECT_EQ(incoming[static_cast<std::size_t>(r)],
              std::vector<std::int64_t>(static_cast<std::size_t>(comm.rank()), 100 * r + comm.rank()));
}

}  // namespace
}  // namespace thema
