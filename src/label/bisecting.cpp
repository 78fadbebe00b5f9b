// SPDX-License-Identifier: Apache-2.0
#include "thema/label/bisecting.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <vector>

#include "thema/core/error.hpp"
#include "thema/core/pulse.hpp"

namespace thema {

namespace {

using Members = std::vector<std::int64_t>;  // ascending

struct Group {
  Members members;
  double scatter = 0;
  std::int64_t node = -1;          // its id; of a leaf the leaf's
  std::size_t halves[2] = {0, 0};  // places in the list of groups
};

struct Halves {
  Members first, second;
  bool operator==(const Halves&) const = default;
};

class Bisection {
 public:
  Bisection(const PairDistances& squared, std::span<const float> rows, std::int64_t width,
            std::span<const double> weights)
      : squared_(squared), rows_(rows), width_(width), weights_(weights) {}

  MergeTable run() {
    const std::int64_t n = squared_.size();
    const auto smaller = [&](std::size_t a, std::size_t b) {
      const Group &x = groups_[a], &y = groups_[b];
      return x.scatter != y.scatter ? x.scatter < y.scatter : x.members[0] > y.members[0];
    };
    std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(smaller)> open(smaller);
    Members all;
    for (std::int64_t i = 0; i < n; ++i) all.push_back(i);
    if (n > 1) open.push(add(std::move(all)));
    std::vector<std::size_t> order;
    for (std::int64_t node = 2 * n - 2; !open.empty(); --node) {
      const std::size_t at = open.top();
      open.pop();
      order.push_back(at);
      groups_[at].node = node;
      Halves halves = split(groups_[at].members);
      pulse::step();
      groups_[at].members = {};  // a chain of n groups would hold n^2 / 2
      const std::size_t made[2] = {add(std::move(halves.first)), add(std::move(halves.second))};
      for (int side = 0; side < 2; ++side) {
        groups_[at].halves[side] = made[side];
        if (groups_[made[side]].members.size() > 1) open.push(made[side]);
      }
    }
    return table_of(order);
  }

 private:
  std::size_t add(Members members) {
    Group group;
    if (members.size() == 1) group.node = members[0];
    group.scatter = members.size() == 1 ? 0.0 : scatter_of(members);
    group.members = std::move(members);
    groups_.push_back(std::move(group));
    return groups_.size() - 1;
  }

  // Merges in the opposite order of the splits.
  MergeTable table_of(const std::vector<std::size_t>& splits) const {
    MergeTable table;
    double height = 0;
    for (auto at = splits.rbegin(); at != splits.rend(); ++at) {
      const Group& group = groups_[*at];
      const std::int64_t a = groups_[group.halves[0]].node, b = groups_[group.halves[1]].node;
      height = std::max(height, std::sqrt(2 * group.scatter));  // rounding could lower it
      table.merges.push_back(std::min(a, b));
      table.merges.push_back(std::max(a, b));
      table.heights.push_back(height);
    }
    return table;
  }

  std::vector<double> mean_of(const Members& members) const {
    std::vector<double> mean(static_cast<std::size_t>(width_), 0.0);
    double total = 0;
    for (const std::int64_t row : members) {
      const double weight = weights_[static_cast<std::size_t>(row)];
      total += weight;
      for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += weight * at(row)[i];
    }
    for (double& x : mean) x /= total;
    return mean;
  }

  double squared_to(const std::vector<double>& point, std::int64_t row) const {
    double sum = 0;
    for (std::size_t i = 0; i < point.size(); ++i) sum += (at(row)[i] - point[i]) * (at(row)[i] - point[i]);
    return sum;
  }

  double scatter_of(const Members& members) const {
    const std::vector<double> mean = mean_of(members);
    double sum = 0;
    for (const std::int64_t row : members) sum += weights_[static_cast<std::size_t>(row)] * squared_to(mean, row);
    return sum;
  }

  Halves nearer(const Members& members, const std::vector<double>& first, const std::vector<double>& second) const {
    Halves halves;
    for (const std::int64_t row : members)
      (squared_to(second, row) < squared_to(first, row) ? halves.second : halves.first).push_back(row);
    return halves;
  }

  Halves split(const Members& members) const {
    constexpr int most_rounds = 100;
    std::int64_t a = members[0], b = members[1];
    for (const std::int64_t i : members)
      for (const std::int64_t j : members)
        if (i < j && squared_(i, j) > squared_(a, b)) a = i, b = j;
    if (squared_(a, b) == 0) return {{members[0]}, {members.begin() + 1, members.end()}};
    Halves halves = nearer(members, mean_of({a}), mean_of({b}));
    for (int round = 0; round < most_rounds; ++round) {
      Halves next = nearer(members, mean_of(halves.first), mean_of(halves.second));
      if (next == halves || next.first.empty() || next.second.empty()) break;
      halves = std::move(next);
    }
    return halves;
  }

  const float* at(std::int64_t row) const { return rows_.data() + row * width_; }

  const PairDistances& squared_;
  std::span<const float> rows_;
  std::int64_t width_;
  std::span<const double> weights_;
  std::vector<Group> groups_;
};

}  // namespace

MergeTable bisect(const PairDistances& squared, std::span<const float> rows, std::int64_t width,
                  std::span<const double> weights) {
  const std::int64_t n = squared.size();
  require(static_cast<std::int64_t>(rows.size()) == n * width && static_cast<std::int64_t>(weights.size()) == n,
          "bisecting needs one row and one weight per leaf");
  return Bisection(squared, rows, width, weights).run();
}

}  // namespace thema
