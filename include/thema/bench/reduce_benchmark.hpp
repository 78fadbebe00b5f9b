// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "thema/bench/bench_options.hpp"
#include "thema/bench/report.hpp"
#include "thema/core/context.hpp"

namespace thema::bench {

/// Sums of 64-bit integers over the ranks as k-means takes them, in the memory of the device, for messages of 8 B to
/// 32 MiB; latency and bandwidth by least squares of seconds = latency + bytes / bandwidth, each message weighted by its
/// own time. Collective.
Report benchmark_reduce(Context& context, const BenchOptions& options);

/// The two figures; at least two messages of different sizes.
struct LatencyAndRate {
  double latency_seconds = 0, bytes_per_second = 0;
};
LatencyAndRate fit_message_times(const std::vector<double>& bytes, const std::vector<double>& seconds);

}  // namespace thema::bench
