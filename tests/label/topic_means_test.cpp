// SPDX-License-Identifier: Apache-2.0
#include "thema/label/topic_means.hpp"

#include <gtest/gtest.h>

#include "test_context.hpp"
#include "thema/core/partition.hpp"
#include "thema/core/random.hpp"

namespace thema {
namespace {

TEST(TopicMeans, AreTheSameBitsForAnyNumberOfRanks) {
  constexpr std::int64_t rows = 1000, topics = 3;
  const auto topic_of = [](std::int64_t row) { return static_cast<std::int32_t>(row % 2); };
  const auto value_of = [](std::int64_t row) {
    return static_cast<float>(2 * random_unit(3, Draw::test, static_cast<std::uint64_t>(row)) - 1);
  };
  const Context context = test_context();
  const auto means_of = [&](const Communicator& comm, Range range) {
    std::vector<std::int32_t> assignment;
    std::vector<float> values;
    for (std::int64_t row = range.first; row < range.last; ++row) {
      assignment.push_back(topic_of(row));
      values.push_back(value_of(row));
    }
    return topic_means(comm, assignment, values, topics, rows);
  };
  const auto found = means_of(context.comm, even_part(rows, context.comm.size(), context.comm.rank()));
  const Communicator alone(MPI_COMM_SELF);
  EXPECT_EQ(found, means_of(alone, {0, rows}));

  std::vector<double> sums(topics, 0.0);
  for (std::int64_t row = 0; row < rows; ++row) sums[static_cast<std::size_t>(topic_of(row))] += value_of(row);
  EXPECT_NEAR(found[0], sums[0] / 500, 1e-10);
  EXPECT_NEAR(found[1], sums[1] / 500, 1e-10);
  EXPECT_EQ(found[2], 0);
}

}  // namespace
}  // namespace thema
