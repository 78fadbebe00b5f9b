// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/plus_plus.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "thema/cluster/cosine_distance.hpp"
#include "thema/core/fixed_point.hpp"
#include "thema/core/interrupt.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/core/random.hpp"

namespace thema::clusters {

namespace {

/// The state of one run; every method but the constructor is collective.
class PlusPlus {
 public:
  PlusPlus(const Context& context, const Rows& rows, std::span<const std::int64_t> weights, const DrawKey& key,
           std::int64_t step)
      : comm_(context.comm),
        log_(context.log),
        rows_(rows),
        weights_(weights),
        key_(key),
        step_(step),
        fixed_(comm_.sum(std::accumulate(weights.begin(), weights.end(), std::int64_t{0}))),
        distance_(weights.size(), 1) {}  // all equal: the first draw goes by weight alone

  Points run(std::int64_t k) {
    Points chosen;
    const std::int64_t trials = 2 + static_cast<std::int64_t>(std::log(static_cast<double>(k)));
    Progress progress(log_, "seeding", "centroids", k);
    while (chosen.count() < k) {
      leave_if_stopped(comm_);
      const Points drawn = draw(chosen.count() == 0 ? 1 : trials);
      if (drawn.count() == 0) break;
      chosen.append(keep_best(drawn, chosen.count() == 0 ? Previous::none : Previous::points));
      progress.advance(1);
    }
    return chosen;
  }

 private:
  enum class Previous { none, points };

  std::int64_t mass(std::size_t i) const { return weights_[i] * distance_[i]; }

  std::int64_t fixed_distance(std::int64_t row, const float* point) const {
    return fixed_.encode(cosine_distance(exact_dot(rows_.row(row), point, rows_.width)) / 2);
  }

  /// Own row whose share of the cumulated mass holds `target`.
  std::int64_t row_at(std::int64_t target) const {
    std::size_t i = 0;
    while (target >= mass(i)) target -= mass(i++);
    return static_cast<std::int64_t>(i);
  }

  /// `count` rows drawn by mass, in the order of the draws; none when no mass is left.
  Points draw(std::int64_t count) {
    std::int64_t own = 0;
    for (std::size_t i = 0; i < distance_.size(); ++i) own += mass(i);
    const std::int64_t before = comm_.sum_before(own), all = comm_.sum(own);
    Points drawn;
    if (all == 0) return drawn;
    for (std::int64_t trial = 0; trial < count; ++trial, ++draws_) {
      const auto target = static_cast<std::int64_t>(
          random_below(static_cast<std::uint64_t>(all), key_.seed, Draw::kmeans_init, draws_, key_.index(step_)));
      std::vector<std::int64_t> local;
      if (target >= before && target < before + own) local.push_back(row_at(target - before));
      drawn.append(collect(comm_, rows_, local));
    }
    return drawn;
  }

  /// The drawn row that leaves the least mass (ties: the first); distances become those to it where it is nearer.
  Points keep_best(const Points& drawn, Previous previous) {
    const auto count = static_cast<std::size_t>(drawn.count());
    const std::size_t d = static_cast<std::size_t>(rows_.width), own = distance_.size();
    std::vector<std::int64_t> distances(count * own), left(count);
    for (std::size_t t = 0; t < count; ++t)
      for (std::size_t i = 0; i < own; ++i) {
        std::int64_t& nearest = distances[t * own + i];
        nearest = fixed_distance(static_cast<std::int64_t>(i), drawn.values.data() + t * d);
        if (previous == Previous::points) nearest = std::min(nearest, distance_[i]);
        left[t] += weights_[i] * nearest;
      }
    comm_.sum(left);
    const auto best = static_cast<std::size_t>(std::min_element(left.begin(), left.end()) - left.begin());
    std::copy_n(distances.begin() + static_cast<std::ptrdiff_t>(best * own), own, distance_.begin());
    const auto from = drawn.values.begin() + static_cast<std::ptrdiff_t>(best * d);
    return {{drawn.ids[best]}, {from, from + static_cast<std::ptrdiff_t>(d)}};
  }

  const Communicator& comm_;
  const Log& log_;
  const Rows& rows_;
  std::span<const std::int64_t> weights_;
  DrawKey key_;
  std::int64_t step_;
  FixedPoint fixed_;
  std::vector<std::int64_t> distance_;  // own rows: (1 - cosine) / 2 to the nearest point, fixed point
  std::uint64_t draws_ = 0;
};

}  // namespace

Points greedy_plus_plus(const Context& context, const Rows& rows, std::span<const std::int64_t> weights, std::int64_t k,
                        const DrawKey& key, std::int64_t step) {
  return PlusPlus(context, rows, weights, key, step).run(k);
}

}  // namespace thema::clusters
