// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

namespace thema::maps {

double mean_of(std::span<const double> values);

/// Of two equally long series, divided by their length. 0 where one of them has a single value, also where the rounding
/// of its mean would say otherwise.
double covariance(std::span<const double> one, std::span<const double> other);

/// Pearson's correlation, in [-1, 1]; NaN where one of the series has a single value.
double linear_correlation(std::span<const double> one, std::span<const double> other);

/// Spearman's rank correlation; equal values share their mean rank. NaN where one of the series has a single value.
double rank_correlation(std::span<const double> one, std::span<const double> other);

}  // namespace thema::maps
