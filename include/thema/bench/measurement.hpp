// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "thema/core/context.hpp"

namespace thema::bench {

/// A median and the interval that holds the true one with the probability `coverage`, whatever the distribution.
struct MedianInterval {
  double median = 0, low = 0, high = 0;
  double coverage = 0;
};

/// Two ranks of the ascending values, counted from 1.
struct IntervalRanks {
  std::int64_t low = 1, high = 1;
  double coverage = 0;
};

/// Ranks of the narrowest symmetric interval of n independent values that covers the median of their distribution with
/// a probability of at least 95 %: [x(j), x(n+1-j)] covers it with 1 - 2 P(B <= j-1), B binomial with n draws of 1/2
/// (David and Nagaraja, "Order Statistics", 3rd ed., section 7.1). Fewer than 6 values reach no 95 %: then it is their
/// whole range with the coverage that this has. n is 1 to 1,000.
IntervalRanks median_interval_ranks(std::int64_t n);

/// Median (of an even number the mean of the middle two) and its interval; at least one value.
MedianInterval median_interval(std::vector<double> values);

/// How often something is timed.
struct MeasurementPlan {
  std::int64_t repetitions = 6;  ///< 1 to 1,000
  std::int64_t warm_up = 1;      ///< calls before the first repetition that are not counted, at least 1
  double shortest = 0.01;        ///< seconds; a repetition is so many calls that it takes as long as this
};

/// One thing timed several times.
struct Measurement {
  std::vector<double> seconds;  ///< of one call, in the order of the repetitions
  std::int64_t calls = 1;       ///< of one repetition
  MedianInterval interval() const { return median_interval(seconds); }
  /// `amount` of each call over its seconds, for example operations per second.
  MedianInterval rate(double amount) const;
  /// Seconds of `other` over these, repetition by repetition: how many times as fast this is. Both were timed in turn.
  MedianInterval speedup_over(const Measurement& other) const;
};

/// Times each of `works` by the monotonic clock, which runs until the device has finished. They take turns, so that a
/// machine that slows down slows all of them. All ranks begin each repetition together, and its time is that of the
/// slowest, so the work of all ranks over it is their throughput. Asked to stop, all ranks leave by Stopped.
/// Collective.
std::vector<Measurement> measure_in_turn(const Context& context, const MeasurementPlan& plan,
                                         const std::vector<std::function<void()>>& works);
/// One alone.
Measurement measure(const Context& context, const MeasurementPlan& plan, const std::function<void()>& work);

}  // namespace thema::bench
