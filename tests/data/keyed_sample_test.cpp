// SPDX-License-Identifier: Apache-2.0
#include "thema/data/keyed_sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "test_context.hpp"

namespace thema {
namespace {

// The definition: sort all rows by (key, row), take the first.
std::vector<std::int64_t> sample_by_sorting(std::int64_t total, std::int64_t wanted, std::uint64_t seed) {
  std::vector<std::pair<std::uint64_t, std::int64_t>> keyed;
  for (std::int64_t row = 0; row < total; ++row)
    keyed.emplace_back(random_bits(seed, Draw::test, static_cast<std::uint64_t>(row)), row);
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < std::min(wanted, total); ++i) rows.push_back(keyed[static_cast<std::size_t>(i)].second);
  std::sort(rows.begin(), rows.end());
  return rows;
}

// All but the last rank share half of the rows; with three ranks or more the second has none.
Range uneven_share(std::int64_t total, int size, int rank) {
  const auto bound = [&](int r) {
    if (r == size) return total;
    return size >= 3 && r == 2 ? total / 2 / size : total / 2 * r / size;
  };
  return {bound(rank), bound(rank + 1)};
}

TEST(KeyedSample, IsTheSameForAnyShares) {
  const Context context = test_context();
  const Communicator& comm = context.comm;
  for (const std::int64_t total : {0, 1, 2, 100, 3001})
    for (const std::int64_t wanted : {0, 1, 3, 99, 100, 101, 5000}) {
      const auto expected = sample_by_sorting(total, wanted, 5);
      const Range even = even_part(total, comm.size(), comm.rank());
      const Range uneven = uneven_share(total, comm.size(), comm.rank());
      EXPECT_EQ(comm.all_gather(keyed_sample(comm, even, wanted, 5, Draw::test)), expected) << total << ' ' << wanted;
      EXPECT_EQ(comm.all_gather(keyed_sample(comm, uneven, wanted, 5, Draw::test)), expected) << total << ' ' << wanted;
    }
}

TEST(KeyedSample, DependsOnSeedAndIsEven) {
  const Context context = test_context();
  const Range own = even_part(10'000, context.comm.size(), context.comm.rank());
  const auto one = context.comm.all_gather(keyed_sample(context.comm, own, 1000, 1, Draw::sample));
  const auto two = context.comm.all_gather(keyed_sample(context.comm, own, 1000, 2, Draw::sample));
  EXPECT_NE(one, two);
  // The mean of 1,000 of 10,000 rows without replacement has standard deviation 87.
  const double mean = std::accumulate(one.begin(), one.end(), 0.0) / 1000;
  EXPECT_NEAR(mean, 4999.5, 5 * 87);
}

// The definition: draw as often as there are rows, sort.
TEST(KeyedDraws, AreTheSameForAnyShares) {
  const Context context = test_context();
  const Communicator& comm = context.comm;
  for (const std::int64_t total : {0, 1, 2, 100, 3001}) {
    std::vector<std::int64_t> expected;
    for (std::int64_t i = 0; i < total; ++i)
      expected.push_back(static_cast<std::int64_t>(
          random_below(static_cast<std::uint64_t>(total), 5, Draw::test, static_cast<std::uint64_t>(i))));
    std::sort(expected.begin(), expected.end());
    for (const Range own : {even_part(total, comm.size(), comm.rank()), uneven_share(total, comm.size(), comm.rank())})
      EXPECT_EQ(comm.all_gather(keyed_draws(own, total, 5, Draw::test)), expected) << total;
  }
}

// Of n draws with replacement a share of 1 - 1/e = 0.632 of the rows is drawn (Efron, "Estimating the error rate of a
// prediction rule", 1983); at n = 10,000 the standard deviation is 0.0031.
TEST(KeyedDraws, LeaveOutAsManyAsChanceDoes) {
  auto rows = keyed_draws({0, 10'000}, 10'000, 1, Draw::test);
  EXPECT_EQ(rows.size(), 10'000u);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  EXPECT_NEAR(static_cast<double>(rows.size()) / 10'000, 0.632, 5 * 0.0031);
}

}  // namespace
}  // namespace thema
