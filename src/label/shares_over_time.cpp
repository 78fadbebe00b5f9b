// SPDX-License-Identifier: Apache-2.0
#include "thema/label/shares_over_time.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "thema/core/error.hpp"

namespace thema {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// A month as the regression sees it.
struct Month {
  double years, relevant, all;
};

struct Moments {
  double mean, variance;
};

// Of the time under weights all * exp(slope * time).
Moments moments(const std::vector<Month>& months, double slope) {
  double highest = -std::numeric_limits<double>::infinity();
  for (const Month& m : months) highest = std::max(highest, slope * m.years);
  double total = 0, first = 0, second = 0;
  for (const Month& m : months) {
    const double weight = m.all * std::exp(slope * m.years - highest);
    total += weight;
    first += weight * m.years;
    second += weight * m.years * m.years;
  }
  const double mean = first / total;
  return {mean, std::max(0.0, second / total - mean * mean)};
}

}  // namespace

std::vector<float> smoothed_shares(std::span<const std::int64_t> relevant, std::span<const std::int64_t> all) {
  require(relevant.size() == all.size(), "shares need both counts of each month");
  constexpr auto reach = static_cast<std::int64_t>(4 * kSmoothingMonths);
  const auto months = static_cast<std::int64_t>(all.size());
  std::vector<float> shares;
  for (std::int64_t p = 0; p < months; ++p) {
    double above = 0, below = 0;
    for (std::int64_t q = std::max<std::int64_t>(0, p - reach); q <= std::min(months - 1, p + reach); ++q) {
      const double away = static_cast<double>(p - q) / kSmoothingMonths;
      const double weight = std::exp(-0.5 * away * away);
      above += weight * static_cast<double>(relevant[static_cast<std::size_t>(q)]);
      below += weight * static_cast<double>(all[static_cast<std::size_t>(q)]);
    }
    shares.push_back(static_cast<float>(below > 0 ? above / below : kNaN));
  }
  return shares;
}

Growth growth_of(std::span<const std::int64_t> relevant, std::span<const std::int64_t> all) {
  require(relevant.size() == all.size(), "growth needs both counts of each month");
  const std::size_t first = all.size() - std::min(all.size(), kGrowthMonths);
  std::vector<Month> months;
  double papers = 0, sum_of_years = 0;
  int with_papers = 0;
  for (std::size_t p = first; p < all.size(); ++p) {
    if (all[p] == 0) continue;
    const double years = (static_cast<double>(p - first) - static_cast<double>(kGrowthMonths) / 2) / 12;
    months.push_back({years, static_cast<double>(relevant[p]), static_cast<double>(all[p])});
    papers += months.back().relevant;
    sum_of_years += months.back().relevant * years;
    with_papers += relevant[p] > 0;
  }
  if (with_papers < 2) return {kNaN, kNaN};
  // Given their number the topic's papers are spread over the months by all * exp(slope * time), and the likeliest
  // slope is the one by which their mean time is as observed. It grows with the slope, so halving an interval finds it;
  // counts below 2^63 have slopes below 12 * ln(2^126).
  double low = -1100, high = 1100;
  for (int halvings = 0; halvings < 100; ++halvings) {
    const double middle = 0.5 * (low + high);
    (moments(months, middle).mean < sum_of_years / papers ? low : high) = middle;
  }
  const double slope = 0.5 * (low + high);
  return {slope, 1 / std::sqrt(papers * moments(months, slope).variance)};
}

}  // namespace thema
