// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/count_above.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace thema::kernels {
namespace {

TEST(CountAbove, CountsTheSureAndReportsTheUnclear) {
  const std::vector<float> products{0.9f, 0.1f, 0.52f, 0.7f, 0.3f, 0.2f, 0.6f, 0.95f};
  const std::vector<double> levels{0.8, 0.5, 0.25, 0.5, 0.4, 0.3};
  const std::vector<std::int64_t> self{50, 13};  // row 1 is column 3 of the columns 10 to 13
  std::vector<std::int64_t> above(6, 100);
  std::vector<std::int32_t> unclear(8), unclear_counts(2);
  const ApproximateTile tile{products.data(), 2, 4, 0, 10, 0.03};
  count_above(tile, self.data(), levels.data(), 3, above.data(), unclear.data(), unclear_counts.data());
  // Row 0: 0.9 above all three, 0.7 above two, 0.1 above none; 0.52 is too near to 0.5.
  EXPECT_EQ(std::vector(above.begin(), above.begin() + 3), (std::vector<std::int64_t>{101, 102, 102}));
  EXPECT_EQ(unclear_counts[0], 1);
  EXPECT_EQ(unclear[0], 2);
  // Row 1: 0.3 is at a level, 0.2 above none, 0.6 above all, 0.95 is itself.
  EXPECT_EQ(std::vector(above.begin() + 3, above.end()), (std::vector<std::int64_t>{101, 101, 101}));
  EXPECT_EQ(unclear_counts[1], 1);
  EXPECT_EQ(unclear[4], 0);
}

TEST(CountAbove, OneUnclearAmongEqualLevels) {
  const std::vector<float> products{0.5f, 0.6f};
  const std::vector<double> levels{0.5, 0.5, 0.5};
  const std::int64_t self = 9;
  std::vector<std::int64_t> above(3, 0);
  std::vector<std::int32_t> unclear(2);
  std::int32_t unclear_count = 0;
  count_above({products.data(), 1, 2, 0, 0, 0.01}, &self, levels.data(), 3, above.data(), unclear.data(),
              &unclear_count);
  EXPECT_EQ(above, (std::vector<std::int64_t>{1, 1, 1}));
  EXPECT_EQ(unclear_count, 1);
}

}  // namespace
}  // namespace thema::kernels
