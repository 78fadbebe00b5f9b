// SPDX-License-Identifier: Apache-2.0
#include "thema/label/linkage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "thema/core/error.hpp"

namespace thema {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

// A group's nearest one among those with higher ids.
struct Nearest {
  double distance = kNever;
  std::int64_t slot = -1, id = -1;
};

// A group lives in a slot; a new one takes the slot of one of its halves.
class Agglomeration {
 public:
  Agglomeration(PairDistances distances, std::vector<double> weights, Linkage linkage)
      : linkage_(linkage), n_(distances.size()), distances_(std::move(distances)), weights_(std::move(weights)) {
    for (std::int64_t slot = 0; slot < n_; ++slot) alive_.push_back(slot);
    ids_ = alive_;
    nearest_.resize(static_cast<std::size_t>(n_));
    for (std::int64_t slot = 0; slot < n_; ++slot) nearest(slot) = nearest_above(slot);
  }

  MergeTable run() {
    MergeTable table;
    double height = 0;
    for (std::int64_t node = n_; node < 2 * n_ - 1; ++node) {
      const std::int64_t low = lowest_of_nearest_pair(), high = nearest(low).slot;
      const double distance = nearest(low).distance;
      height = std::max(height, linkage_ == Linkage::ward ? std::sqrt(distance) : distance);  // rounding could lower it
      table.merges.push_back(id(low));
      table.merges.push_back(id(high));
      table.heights.push_back(height);
      join(low, high, node);
    }
    return table;
  }

 private:
  std::int64_t& id(std::int64_t slot) { return ids_[static_cast<std::size_t>(slot)]; }
  double& weight(std::int64_t slot) { return weights_[static_cast<std::size_t>(slot)]; }
  Nearest& nearest(std::int64_t slot) { return nearest_[static_cast<std::size_t>(slot)]; }

  Nearest nearest_above(std::int64_t slot) {
    Nearest best;
    for (const std::int64_t other : alive_) {
      if (id(other) <= id(slot)) continue;
      const double distance = distances_(slot, other);
      if (distance < best.distance || (distance == best.distance && id(other) < best.id))
        best = {distance, other, id(other)};
    }
    return best;
  }

  // A nearest group may have been joined since: its distance is then a lower bound, so it is looked for again only when
  // it would be chosen.
  std::int64_t lowest_of_nearest_pair() {
    while (true) {
      std::int64_t best = alive_[0];
      for (const std::int64_t slot : alive_)
        if (nearest(slot).distance < nearest(best).distance ||
            (nearest(slot).distance == nearest(best).distance && id(slot) < id(best)))
          best = slot;
      const Nearest& found = nearest(best);
      if (found.slot >= 0 && id(found.slot) == found.id) return best;
      nearest(best) = nearest_above(best);
    }
  }

  void join(std::int64_t low, std::int64_t high, std::int64_t node) {
    std::erase(alive_, low);
    const double between = distances_(low, high);
    for (const std::int64_t other : alive_) {
      if (other == high) continue;
      double& distance = distances_(high, other);
      distance = joined(distances_(low, other), distance, between, weight(low), weight(high), weight(other));
      if (distance < nearest(other).distance) nearest(other) = {distance, high, node};
    }
    weight(high) += weight(low);
    id(low) = -1;
    id(high) = node;
    nearest(high) = {};
  }

  // Distance to the union of a and b.
  double joined(double to_a, double to_b, double between, double a, double b, double other) const {
    if (linkage_ == Linkage::average) return (a * to_a + b * to_b) / (a + b);
    return std::max(0.0, ((a + other) * to_a + (b + other) * to_b - other * between) / (a + b + other));
  }

  Linkage linkage_;
  std::int64_t n_;
  PairDistances distances_;
  std::vector<double> weights_;
  std::vector<std::int64_t> alive_, ids_;
  std::vector<Nearest> nearest_;
};

}  // namespace

Linkage linkage_of(const std::string& name) {
  if (name == "ward") return Linkage::ward;
  require(name == "average", "a linkage is ward or average");
  return Linkage::average;
}

MergeTable agglomerate(PairDistances squared, std::vector<double> weights, Linkage linkage) {
  const std::int64_t n = squared.size();
  require(static_cast<std::int64_t>(weights.size()) == n, "agglomeration needs one weight per leaf");
  if (n == 0) return {};
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = i + 1; j < n; ++j) {
      const double a = weights[static_cast<std::size_t>(i)], b = weights[static_cast<std::size_t>(j)];
      // Of unit vectors the cosine distance is half the squared Euclidean one.
      squared(i, j) *= linkage == Linkage::ward ? 2 * a * b / (a + b) : 0.5;
    }
  return Agglomeration(std::move(squared), std::move(weights), linkage).run();
}

}  // namespace thema
