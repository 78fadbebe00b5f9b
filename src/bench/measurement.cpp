// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/measurement.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "thema/core/error.hpp"
#include "thema/core/interrupt.hpp"

namespace thema::bench {

namespace {

constexpr double kWantedCoverage = 0.95;
constexpr std::int64_t kMostValues = 1000;  // 2^-n below is a normal number up to here
constexpr std::int64_t kMostCalls = 10'000;

double time_calls(const Device& device, std::int64_t calls, const std::function<void()>& work) {
  synchronise(device);
  const Stopwatch watch;
  for (std::int64_t call = 0; call < calls; ++call) work();
  synchronise(device);
  return watch.seconds() / static_cast<double>(calls);
}

}  // namespace

IntervalRanks median_interval_ranks(std::int64_t n) {
  require(n >= 1 && n <= kMostValues, "the interval of a median is made of 1 to 1,000 values");
  double outcome = std::ldexp(1.0, -static_cast<int>(n));  // P(B = j - 1)
  double below = outcome;                                  // P(B <= j - 1)
  IntervalRanks best{1, n, 1 - 2 * below};
  for (std::int64_t j = 2; 2 * j <= n; ++j) {
    outcome *= static_cast<double>(n - j + 2) / static_cast<double>(j - 1);
    below += outcome;
    if (1 - 2 * below < kWantedCoverage) break;
    best = {j, n + 1 - j, 1 - 2 * below};
  }
  return best;
}

MedianInterval median_interval(std::vector<double> values) {
  std::ranges::sort(values);
  const auto n = static_cast<std::int64_t>(values.size());
  const IntervalRanks ranks = median_interval_ranks(n);
  const auto at = [&](std::int64_t rank) { return values[static_cast<std::size_t>(rank - 1)]; };
  return {(at((n + 1) / 2) + at((n + 2) / 2)) / 2, at(ranks.low), at(ranks.high), ranks.coverage};
}

MedianInterval Measurement::rate(double amount) const {
  std::vector<double> rates;
  for (const double s : seconds) rates.push_back(amount / s);
  return median_interval(std::move(rates));
}

MedianInterval Measurement::speedup_over(const Measurement& other) const {
  require(seconds.size() == other.seconds.size(), "two measurements of different numbers of repetitions");
  std::vector<double> ratios;
  for (std::size_t r = 0; r < seconds.size(); ++r) ratios.push_back(other.seconds[r] / seconds[r]);
  return median_interval(std::move(ratios));
}

std::vector<Measurement> measure_in_turn(const Context& context, const MeasurementPlan& plan,
                                         const std::vector<std::function<void()>>& works) {
  std::vector<double> last(works.size());
  for (std::int64_t call = 0; call < std::max<std::int64_t>(1, plan.warm_up); ++call)
    for (std::size_t w = 0; w < works.size(); ++w) {
      leave_if_stopped(context.comm);
      last[w] = time_calls(context.device, 1, works[w]);
    }
  context.comm.max(std::span<double>(last));  // all ranks make equally many calls
  std::vector<Measurement> measured(works.size());
  for (std::size_t w = 0; w < works.size(); ++w) {
    const double calls = std::ceil(plan.shortest / std::max(last[w], 1e-9));
    measured[w].calls = std::clamp(static_cast<std::int64_t>(calls), std::int64_t{1}, kMostCalls);
  }
  for (std::int64_t repetition = 0; repetition < plan.repetitions; ++repetition)
    for (std::size_t w = 0; w < works.size(); ++w) {
      leave_if_stopped(context.comm);  // also makes all begin together
      measured[w].seconds.push_back(time_calls(context.device, measured[w].calls, works[w]));
    }
  for (Measurement& one : measured) context.comm.max(std::span<double>(one.seconds));
  return measured;
}

Measurement measure(const Context& context, const MeasurementPlan& plan, const std::function<void()>& work) {
  return measure_in_turn(context, plan, {work}).front();
}

}  // namespace thema::bench
