// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace thema {

/// Standard deviation of the kernel of smoothed_shares(), in months; it ends at 4 of them.
inline constexpr double kSmoothingMonths = 3.0;
/// Months that growth_of() looks at, the last ones.
inline constexpr std::size_t kGrowthMonths = 36;

/// Share of a topic's papers (`relevant`, one count per month) among all papers (`all`) around each month: both counts
/// are smoothed by the same Gaussian and then divided, so that months of few papers weigh little. NaN where no month
/// within reach has papers.
std::vector<float> smoothed_shares(std::span<const std::int64_t> relevant, std::span<const std::int64_t> all);

/// How fast a share changes.
struct Growth {
  double slope;  ///< of log(share) per year: 0.1 is about 10 % more a year, -0.7 half as much
  double error;  ///< standard error of the slope
};

/// Poisson regression of a topic's papers over the last kGrowthMonths months, expected papers = all papers of the month
/// * exp(a + slope * years) (maximum likelihood; the error is that of the Fisher information). Both NaN where the topic
/// has papers in fewer than two of these months: no slope is the likeliest then, or it has no error worth the name.
Growth growth_of(std::span<const std::int64_t> relevant, std::span<const std::int64_t> all);

}  // namespace thema
