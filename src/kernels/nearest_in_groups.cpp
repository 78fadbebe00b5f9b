// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/nearest_in_groups.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "host_vector.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema::kernels {

namespace {

// More than fp32 additions and roundings of bounds below 8 can do.
constexpr float kSlack = 4e-6F;
constexpr float kLowest = -std::numeric_limits<float>::infinity();

// Four products at once: the row is loaded once for all of them.
constexpr std::int64_t kTogether = 4;

inline void four_products(const float* x, const float* points, std::int64_t width, float* out) {
  Vector sums[kTogether][2] = {};
  std::int64_t j = 0;
  for (; j + 2 * kVectorLanes <= width; j += 2 * kVectorLanes) {
    const Vector first = load(x + j), second = load(x + j + kVectorLanes);
    for (std::int64_t p = 0; p < kTogether; ++p) {
      sums[p][0] += first * load(points + p * width + j);
      sums[p][1] += second * load(points + p * width + j + kVectorLanes);
    }
  }
  for (std::int64_t p = 0; p < kTogether; ++p) {
    float rest = 0;
    for (std::int64_t t = j; t < width; ++t) rest += x[t] * points[p * width + t];
    out[p] = sum_of(sums[p][0] + sums[p][1]) + rest;
  }
}

inline float product(const float* x, const float* point, std::int64_t width) {
  Vector sums[4] = {};
  std::int64_t j = 0;
  for (; j + 4 * kVectorLanes <= width; j += 4 * kVectorLanes)
    for (std::int64_t s = 0; s < 4; ++s) sums[s] += load(x + j + s * kVectorLanes) * load(point + j + s * kVectorLanes);
  float rest = 0;
  for (; j < width; ++j) rest += x[j] * point[j];
  return sum_of((sums[0] + sums[1]) + (sums[2] + sums[3])) + rest;
}

// The two largest scores of some points, and the place of the largest.
struct Leaders {
  float best = kLowest, second = kLowest;
  std::int32_t place = -1;
  void add(float score, std::int32_t at) {
    if (score > best) {
      second = best;
      best = score;
      place = at;
    } else if (score > second) {
      second = score;
    }
  }
};

// All points in double.
std::int32_t exact_nearest(const float* x, const GroupedPoints& points) {
  std::int32_t nearest = -1;
  double largest = -std::numeric_limits<double>::infinity();
  for (std::int64_t place = 0; place < points.count; ++place) {
    const double similarity = exact_dot(x, points.values + place * points.width, points.width);
    const std::int32_t id = points.ids[place];
    if (similarity < largest || (similarity == largest && id > nearest)) continue;
    largest = similarity;
    nearest = id;
  }
  return nearest;
}

// One row against the points.
class RowSearch {
 public:
  RowSearch(const float* row, const GroupedPoints& points, float* own, float* others)
      : x_(row), points_(points), error_(static_cast<float>(points.error)), own_(own), others_(others) {}

  /// The label, which may be the one it had. `before`: own similarity's lower bound.
  std::int32_t run(std::int32_t label) {
    const std::int32_t old_place = points_.places[label];
    const float old_score = product(x_, points_.values + old_place * points_.width, points_.width);
    products_ = 1;
    leaders_.add(old_score, old_place);
    for (std::int64_t g = 0; g < points_.groups; ++g)
      if (others_[g] + points_.group_moved[g] > leaders_.best - error_ - kSlack) look_at(g, old_place);
    std::int32_t nearest = points_.ids[leaders_.place];
    const bool unclear = leaders_.best - leaders_.second <= 2 * error_ + kSlack;
    if (unclear) nearest = exact_nearest(x_, points_);
    keep(nearest, old_place, old_score);
    return nearest;
  }

  std::int64_t products() const { return products_; }

 private:
  void look_at(std::int64_t group, std::int32_t old_place) {
    const std::int32_t first = points_.group_starts[group], last = points_.group_starts[group + 1];
    products_ += last - first;
    Leaders in_group;
    std::int32_t place = first;
    const auto add = [&](float score, std::int32_t at) {
      if (at == old_place) return;  // among the leaders since the beginning
      in_group.add(score, at);
      leaders_.add(score, at);
    };
    for (; place + kTogether <= last; place += static_cast<std::int32_t>(kTogether)) {
      float scores[kTogether];
      four_products(x_, points_.values + place * points_.width, points_.width, scores);
      for (std::int32_t p = 0; p < kTogether; ++p) add(scores[p], place + p);
    }
    for (; place < last; ++place) add(product(x_, points_.values + place * points_.width, points_.width), place);
    others_[group] = in_group.best + error_ - points_.group_moved[group];
    // The bound must not be that of the point that becomes the row's own; which that is, is known at the end.
    if (in_group.place == leaders_.place) behind_leader_ = in_group.second;
  }

  void keep(std::int32_t nearest, std::int32_t old_place, float old_score) {
    const std::int32_t place = points_.places[nearest];
    const std::int32_t old_group = points_.groups_of[old_place], group = points_.groups_of[place];
    const float old_bound = old_score + error_ - points_.group_moved[old_group];
    const bool led = place == leaders_.place;
    if (place != old_place) {
      if (led) others_[group] = behind_leader_ + error_ - points_.group_moved[group];
      if (old_bound > others_[old_group]) others_[old_group] = old_bound;
    }
    // Where an exact tie was decided against the leader, no score of the winner is at hand; its bound is the margin's.
    const float score = led ? leaders_.best : leaders_.best - 2 * error_ - kSlack;
    *own_ = static_cast<float>(static_cast<double>(score - error_ - kSlack) + points_.moved[nearest]) - kSlack;
  }

  const float* x_;
  const GroupedPoints& points_;
  float error_;
  float *own_, *others_;
  Leaders leaders_;
  float behind_leader_ = kLowest;
  std::int64_t products_ = 0;
};

inline bool any_reaches(const float* bounds, const float* moved, std::int64_t stride, float threshold) {
  Vector highest = all(kLowest);
  for (std::int64_t g = 0; g < stride; g += kVectorLanes) highest = higher(load(bounds + g) + load(moved + g), highest);
  return highest_of(highest) > threshold;
}

float own_bound(const GroupedPoints& points, const KnownBounds& bounds, const std::int32_t* labels, std::int64_t i) {
  return static_cast<float>(static_cast<double>(bounds.own[i]) - points.moved[labels[i]]) - kSlack;
}

// Rows whose bounds are looked at before any of them is searched, so that the rows to come are known and can be fetched
// from memory while others are searched.
constexpr std::int64_t kChunk = 1024, kAhead = 2;

void prefetch_row(const float* row, std::int64_t width) {
  constexpr std::int64_t line = 64 / sizeof(float);
  for (std::int64_t j = 0; j < width; j += line) __builtin_prefetch(row + j);
}

}  // namespace

std::int64_t nearest_in_groups(const float* rows, std::int64_t count, const GroupedPoints& points,
                               const KnownBounds& bounds, std::int32_t* labels) {
  std::int64_t products = 0;
  std::array<std::int64_t, kChunk + kAhead> unclear;
  for (std::int64_t first = 0; first < count; first += kChunk) {
    std::size_t found = 0;
    for (std::int64_t i = first; i < std::min(first + kChunk, count); ++i) {
      const float own = own_bound(points, bounds, labels, i);
      unclear[found] = i;
      if (any_reaches(bounds.others + i * bounds.stride, points.group_moved, bounds.stride, own)) ++found;
    }
    std::fill_n(unclear.begin() + static_cast<std::ptrdiff_t>(found), kAhead, unclear[0]);
    for (std::size_t u = 0; u < found; ++u) {
      prefetch_row(rows + unclear[u + kAhead] * points.width, points.width);
      const std::int64_t i = unclear[u];
      RowSearch search(rows + i * points.width, points, bounds.own + i, bounds.others + i * bounds.stride);
      labels[i] = search.run(labels[i]);
      products += search.products();
    }
  }
  return products;
}

}  // namespace thema::kernels
