// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/outliers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "cluster/made_rows.hpp"
#include "test_context.hpp"

namespace thema::clusters {
namespace {

std::vector<float> similarities(std::int64_t count) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i)
    values.push_back(static_cast<float>(0.4 * random_normal(3, static_cast<std::uint64_t>(i))));
  values[5] = 0;
  values[6] = -0.0F;
  return values;
}

std::vector<float> own_part(const Communicator& comm, const std::vector<float>& all) {
  const Range share = uneven_share(std::ssize(all), comm);
  return {all.begin() + share.first, all.begin() + share.last};
}

TEST(Outliers, ValueAtEveryPlaceIsThatOfSortedValues) {
  const Context context = test_context();
  std::vector<float> all = similarities(300);
  const std::vector<float> own = own_part(context.comm, all);
  std::sort(all.begin(), all.end());
  for (std::int64_t place = 0; place < 300; ++place)
    EXPECT_EQ(value_at(context.comm, own, place), all[static_cast<std::size_t>(place)]) << place;
}

TEST(Outliers, AreTheLowestShare) {
  const Context context = test_context();
  const std::vector<float> all = similarities(300);
  const std::vector<float> own = own_part(context.comm, all);
  const Outliers outliers = find_outliers(context.comm, own, 0.05);
  EXPECT_EQ(context.comm.sum(std::accumulate(outliers.flag.begin(), outliers.flag.end(), std::int64_t{0})), 15);
  float highest = -9, lowest = 9;
  for (std::size_t i = 0; i < own.size(); ++i)
    (outliers.flag[i] != 0 ? highest : lowest) =
        outliers.flag[i] != 0 ? std::max(highest, own[i]) : std::min(lowest, own[i]);
  EXPECT_LT(highest, outliers.similarity);
  EXPECT_GE(lowest, outliers.similarity);
}

TEST(Outliers, NoneOfEqualPapersAndNoneOfNoShare) {
  const Context context = test_context();
  const std::vector<float> equal(static_cast<std::size_t>(10 + context.comm.rank()), 0.25F);
  for (const double quantile : {0.0, 0.3, 1.0})
    for (const std::uint8_t flag : find_outliers(context.comm, equal, quantile).flag) EXPECT_EQ(flag, 0);
}

}  // namespace
}  // namespace thema::clusters
