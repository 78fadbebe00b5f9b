// SPDX-License-Identifier: Apache-2.0
#include "thema/project/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

namespace thema::maps {

namespace {

bool has_one_value(std::span<const double> values) {
  return std::ranges::adjacent_find(values, std::ranges::not_equal_to()) == values.end();
}

std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    const double shared = (static_cast<double>(first) + static_cast<double>(last - 1)) / 2;
    for (std::size_t i = first; i < last; ++i) ranks[order[i]] = shared;
  }
  return ranks;
}

}  // namespace

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double covariance(std::span<const double> one, std::span<const double> other) {
  if (has_one_value(one) || has_one_value(other)) return 0;
  const double mean = mean_of(one), mean_other = mean_of(other);
  double sum = 0;
  for (std::size_t i = 0; i < one.size(); ++i) sum += (one[i] - mean) * (other[i] - mean_other);
  return sum / static_cast<double>(one.size());
}

double linear_correlation(std::span<const double> one, std::span<const double> other) {
  if (has_one_value(one) || has_one_value(other)) return std::numeric_limits<double>::quiet_NaN();
  const double product = covariance(one, one) * covariance(other, other);
  return std::clamp(covariance(one, other) / std::sqrt(product), -1.0, 1.0);
}

double rank_correlation(std::span<const double> one, std::span<const double> other) {
  return linear_correlation(ranks_of(one), ranks_of(other));
}

}  // namespace thema::maps
