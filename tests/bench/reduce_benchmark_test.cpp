// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/reduce_benchmark.hpp"

#include <gtest/gtest.h>

#include "thema/core/error.hpp"

namespace thema::bench {
namespace {

TEST(FitMessageTimes, FindsPlantedLatencyAndRate) {
  std::vector<double> bytes, seconds;
  for (double size = 8; size < 1e8; size *= 4) {
    bytes.push_back(size);
    seconds.push_back(5e-6 + size / 2e9);
  }
  const LatencyAndRate fit = fit_message_times(bytes, seconds);
  EXPECT_NEAR(fit.latency_seconds, 5e-6, 1e-12);
  EXPECT_NEAR(fit.bytes_per_second, 2e9, 1);
}

TEST(FitMessageTimes, SmallMessagesDecideTheLatencyAlthoughTheLargeOnesErrByMore) {
  // By plain least squares the latency would come out as 54 us: the large ones err by 20 times the latency.
  const LatencyAndRate fit = fit_message_times({8, 1e6, 2e6}, {5e-6, 1.1e-3, 1.9e-3});
  EXPECT_NEAR(fit.latency_seconds, 5e-6, 1e-7);
}

TEST(FitMessageTimes, OneSizeTellsNoRate) { EXPECT_THROW(fit_message_times({8, 8}, {1e-6, 2e-6}), Error); }

}  // namespace
}  // namespace thema::bench
