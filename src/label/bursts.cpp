// SPDX-License-Identifier: Apache-2.0
#include "thema/label/bursts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "thema/core/error.hpp"

namespace thema {

namespace {

constexpr int kUsual = 0, kBurst = 1;

// What each period costs less in a burst than in the usual state. Binomial coefficients are the same in both.
std::vector<double> gains_of(std::span<const std::int64_t> relevant, std::span<const std::int64_t> all, double usual,
                             double burst) {
  std::vector<double> gains;
  for (std::size_t t = 0; t < all.size(); ++t)
    gains.push_back(static_cast<double>(relevant[t]) * std::log(burst / usual) +
                    static_cast<double>(all[t] - relevant[t]) * std::log((1 - burst) / (1 - usual)));
  return gains;
}

// Costs relative to the usual state throughout.
std::vector<int> cheapest_states(const std::vector<double>& gains, double entering) {
  double cost[2] = {0, std::numeric_limits<double>::infinity()};
  std::vector<int> usual_from, burst_from;
  for (const double gain : gains) {
    usual_from.push_back(cost[kBurst] < cost[kUsual] ? kBurst : kUsual);
    burst_from.push_back(cost[kBurst] < cost[kUsual] + entering ? kBurst : kUsual);
    const double usual = std::min(cost[kUsual], cost[kBurst]);
    cost[kBurst] = std::min(cost[kBurst], cost[kUsual] + entering) - gain;
    cost[kUsual] = usual;
  }
  std::vector<int> states(gains.size());
  int state = cost[kBurst] < cost[kUsual] ? kBurst : kUsual;
  for (std::size_t t = gains.size(); t-- > 0;) {
    states[t] = state;
    state = state == kBurst ? burst_from[t] : usual_from[t];
  }
  return states;
}

}  // namespace

std::vector<Burst> bursts_of(std::span<const std::int64_t> relevant, std::span<const std::int64_t> all,
                             const BurstOptions& options) {
  require(relevant.size() == all.size(), "bursts need both counts of each period");
  const std::int64_t papers = std::accumulate(relevant.begin(), relevant.end(), std::int64_t{0});
  const std::int64_t total = std::accumulate(all.begin(), all.end(), std::int64_t{0});
  if (papers == 0) return {};
  const double usual = static_cast<double>(papers) / static_cast<double>(total), burst = options.ratio * usual;
  if (burst >= 1) return {};
  const std::vector<double> gains = gains_of(relevant, all, usual, burst);
  const std::vector<int> states = cheapest_states(gains, options.gamma * std::log(static_cast<double>(all.size())));
  std::vector<Burst> bursts;
  for (std::size_t t = 0; t < states.size(); ++t) {
    if (states[t] == kUsual) continue;
    if (t == 0 || states[t - 1] == kUsual) bursts.push_back({t, t, 0});
    bursts.back().last = t;
    bursts.back().weight += gains[t];
  }
  return bursts;
}

}  // namespace thema
