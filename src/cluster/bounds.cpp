// SPDX-License-Identifier: Apache-2.0
#include "thema/cluster/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "thema/core/matrix_product.hpp"
#include "thema/kernels/nearest_in_groups.hpp"

namespace thema::clusters {

namespace {

constexpr float kLowest = -std::numeric_limits<float>::infinity();
constexpr std::int64_t kGroupSize = 2;
constexpr std::int64_t kMemoryShare = 4;  // bounds take a quarter of the rows' memory at most
// Rows are of unit norm up to fp32 rounding; the excess covers this and the rounding of the movements.
constexpr double kExcess = 1 + 1e-6;
// Twice the largest distance between unit vectors; bounds in fp32 are rounded well below their slack up to here.
constexpr double kWorn = 4;

std::int64_t rounded_up(std::int64_t count, std::int64_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

std::int64_t group_size(std::int64_t k, std::int64_t width) {
  return std::max(kGroupSize, (kMemoryShare * k + width - 1) / width);
}

double distance(const float* a, const float* b, std::int64_t width) {
  double sum = 0;
  for (std::int64_t j = 0; j < width; ++j) {
    const double difference = static_cast<double>(a[j]) - static_cast<double>(b[j]);
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

float round_up(double x) {
  const auto nearest = static_cast<float>(x);
  return static_cast<double>(nearest) >= x ? nearest : std::nextafter(nearest, std::numeric_limits<float>::infinity());
}

}  // namespace

std::vector<std::vector<std::int32_t>> near_groups(std::span<const float> centroids, std::int64_t width,
                                                   std::int64_t size) {
  const std::int64_t k = static_cast<std::int64_t>(centroids.size()) / width;
  std::vector<std::vector<std::int32_t>> groups;
  std::vector<std::int32_t> left(static_cast<std::size_t>(k));
  for (std::int32_t t = 0; t < k; ++t) left[static_cast<std::size_t>(t)] = t;
  std::vector<float> scores(static_cast<std::size_t>(k));
  while (!left.empty()) {
    const float* const first = centroids.data() + left.front() * width;
    multiply_transposed({first, static_cast<std::size_t>(width)}, centroids, width, scores);
    scores[static_cast<std::size_t>(left.front())] = std::numeric_limits<float>::infinity();
    const auto taken = std::min<std::ptrdiff_t>(size, std::ssize(left));
    std::nth_element(left.begin(), left.begin() + taken - 1, left.end(), [&](std::int32_t a, std::int32_t b) {
      const float x = scores[static_cast<std::size_t>(a)], y = scores[static_cast<std::size_t>(b)];
      return x != y ? x > y : a < b;
    });
    groups.emplace_back(left.begin(), left.begin() + taken);
    left.erase(left.begin(), left.begin() + taken);
    std::sort(left.begin(), left.end());
  }
  return groups;
}

Bounds::Bounds(std::int64_t rows, std::span<const float> centroids, std::int64_t width) : width_(width) {
  const std::size_t k = centroids.size() / static_cast<std::size_t>(width);
  places_.resize(k);
  starts_.push_back(0);
  for (const auto& group : near_groups(centroids, width, group_size(static_cast<std::int64_t>(k), width))) {
    for (const std::int32_t id : group) {
      places_[static_cast<std::size_t>(id)] = static_cast<std::int32_t>(ids_.size());
      groups_of_.push_back(static_cast<std::int32_t>(starts_.size()) - 1);
      ids_.push_back(id);
    }
    starts_.push_back(static_cast<std::int32_t>(ids_.size()));
  }
  stride_ = rounded_up(std::ssize(starts_) - 1, kernels::kBoundsMultiple);
  moved_.assign(k, 0);
  group_moved_.assign(static_cast<std::size_t>(stride_), 0);
  own_.assign(static_cast<std::size_t>(rows), kLowest);
  others_.assign(static_cast<std::size_t>(rows * stride_), kLowest);
}

void Bounds::set(std::int64_t row, const float* scores, std::int32_t topic) {
  const auto error = static_cast<float>(dot_error_bound(width_));
  float* const others = others_.data() + row * stride_;
  const std::size_t groups = starts_.size() - 1;
  for (std::size_t g = 0; g < groups; ++g) {
    float highest = kLowest;
    for (std::int32_t place = starts_[g]; place < starts_[g + 1]; ++place) {
      const std::int32_t id = ids_[static_cast<std::size_t>(place)];
      if (id != topic) highest = std::max(highest, scores[id]);
    }
    others[g] = highest + error - group_moved_[g];
  }
  own_[static_cast<std::size_t>(row)] =
      static_cast<float>(static_cast<double>(scores[topic] - error) + moved_[static_cast<std::size_t>(topic)]);
}

void Bounds::follow(std::span<const float> before, std::span<const float> after) {
  std::vector<double> furthest(starts_.size() - 1, 0);
  for (std::size_t t = 0; t < moved_.size(); ++t) {
    const std::size_t at = t * static_cast<std::size_t>(width_);
    const double moved = kExcess * distance(before.data() + at, after.data() + at, width_);
    moved_[t] += moved;
    double& in_group = furthest[static_cast<std::size_t>(groups_of_[static_cast<std::size_t>(places_[t])])];
    in_group = std::max(in_group, moved);
  }
  for (std::size_t g = 0; g < furthest.size(); ++g)
    group_moved_[g] = round_up(static_cast<double>(group_moved_[g]) + furthest[g]);
}

void Bounds::forget(std::int64_t row) {
  own_[static_cast<std::size_t>(row)] = kLowest;
  const auto first = others_.begin() + row * stride_;
  std::fill(first, first + std::ssize(starts_) - 1, std::numeric_limits<float>::infinity());
}

bool Bounds::are_worn() const {
  return std::any_of(group_moved_.begin(), group_moved_.end(), [](float moved) { return double{moved} > kWorn; });
}

std::int64_t Bounds::assign(const Rows& rows, std::span<const float> centroids, std::span<std::int32_t> labels) {
  grouped_.resize(centroids.size());
  for (std::size_t place = 0; place < ids_.size(); ++place)
    std::copy_n(centroids.data() + ids_[place] * width_, width_,
                grouped_.data() + static_cast<std::int64_t>(place) * width_);
  const kernels::GroupedPoints points{.values = grouped_.data(),
                                      .ids = ids_.data(),
                                      .places = places_.data(),
                                      .groups_of = groups_of_.data(),
                                      .group_starts = starts_.data(),
                                      .moved = moved_.data(),
                                      .group_moved = group_moved_.data(),
                                      .count = std::ssize(ids_),
                                      .groups = std::ssize(starts_) - 1,
                                      .width = width_,
                                      .error = dot_error_bound(width_)};
  return kernels::nearest_in_groups(rows.values.data(), rows.count(), points, {own_.data(), others_.data(), stride_},
                                    labels.data());
}

}  // namespace thema::clusters
