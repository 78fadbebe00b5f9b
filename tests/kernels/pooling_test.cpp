// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/pooling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "thema/core/random.hpp"

namespace thema {
namespace {

TEST(MeanOfTokens, SmallCaseByHand) {
  // Text 0: tokens (3, 0), (3, 8): mean (3, 4), norm 5. Text 1: none. Text 2: (-2, 0).
  const std::vector<float> hidden{3, 0, 3, 8, -2, 0};
  const std::vector<std::int32_t> starts{0, 2, 2, 3};
  std::vector<float> rows(6, NAN);
  kernels::mean_of_tokens({}, hidden.data(), starts.data(), 3, 2, rows.data());
  EXPECT_EQ(rows, (std::vector<float>{0.6F, 0.8F, 0, 0, -1, 0}));
}

TEST(MeanOfTokens, MeanOfZeroStaysZero) {
  const std::vector<float> hidden{1, -1, -1, 1};
  const std::vector<std::int32_t> starts{0, 2};
  std::vector<float> rows(2, NAN);
  kernels::mean_of_tokens({}, hidden.data(), starts.data(), 1, 2, rows.data());
  EXPECT_EQ(rows, (std::vector<float>{0, 0}));
}

std::vector<float> random_hidden(std::size_t count) {
  std::vector<float> hidden(count);
  for (std::size_t i = 0; i < count; ++i) hidden[i] = static_cast<float>(random_unit(5, Draw::test, i) - 0.4);
  return hidden;
}

// Widths that are no multiple of the 16 columns of a work item, against the definition in long double.
TEST(MeanOfTokens, WideTextsOfAnyWidth) {
  for (const std::int64_t width : {1, 15, 16, 17, 384, 1000}) {
    const std::vector<std::int32_t> starts{0, 1, 300, 307};
    const auto hidden = random_hidden(static_cast<std::size_t>(307 * width));
    std::vector<float> rows(static_cast<std::size_t>(3 * width), NAN);
    kernels::mean_of_tokens({}, hidden.data(), starts.data(), 3, width, rows.data());
    for (std::size_t text = 0; text < 3; ++text) {
      std::vector<long double> mean(static_cast<std::size_t>(width), 0);
      long double squares = 0;
      for (std::int64_t c = 0; c < width; ++c) {
        long double sum = 0;
        for (std::int64_t t = starts[text]; t < starts[text + 1]; ++t)
          sum += hidden[static_cast<std::size_t>(t * width + c)];
        mean[static_cast<std::size_t>(c)] = sum / (starts[text + 1] - starts[text]);
        squares += mean[static_cast<std::size_t>(c)] * mean[static_cast<std::size_t>(c)];
      }
      for (std::size_t c = 0; c < mean.size(); ++c)
        EXPECT_NEAR(rows[text * mean.size() + c], static_cast<double>(mean[c] / std::sqrt(squares)), 2e-7);
    }
  }
}

TEST(MeanOfTokens, RowDoesNotDependOnTheTextsBesideIt) {
  constexpr std::int64_t width = 384;
  const std::vector<std::int32_t> starts{0, 50, 120, 130}, alone{0, 70};
  const auto hidden = random_hidden(130 * width);
  std::vector<float> rows(3 * width), row(width);
  kernels::mean_of_tokens({}, hidden.data(), starts.data(), 3, width, rows.data());
  kernels::mean_of_tokens({}, hidden.data() + 50 * width, alone.data(), 1, width, row.data());
  EXPECT_EQ(row, std::vector<float>(rows.begin() + width, rows.begin() + 2 * width));
}

}  // namespace
}  // namespace thema
