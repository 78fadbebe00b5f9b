// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace thema::kernels {

/// Points that lie group by group in memory, and how far they have moved since bounds were first kept.
struct GroupedPoints {
  const float* values;               ///< [count, width]
  const std::int32_t* ids;           ///< [count], the number of each by which it is known elsewhere
  const std::int32_t* places;        ///< [count], the inverse: where point `id` stands in `values`
  const std::int32_t* groups_of;     ///< [count], by place
  const std::int32_t* group_starts;  ///< [groups + 1], places
  const double* moved;               ///< [count], by id: sum of its movements |new - old|, rounded up
  const float* group_moved;          ///< [stride of the bounds]: sum of the largest movement in the group, rounded up
  std::int64_t count, groups, width;
  double error;  ///< bound of |fp32 product - exact dot product|
};

/// What is known of rows: own[i] - moved[label] is a lower bound of the similarity to the own point, and
/// others[i, g] + group_moved[g] an upper bound of that to any other point of group g. So bounds need no work while
/// points move.
struct KnownBounds {
  float* own;           ///< [rows]
  float* others;        ///< [rows, stride]; -infinity from `groups` on
  std::int64_t stride;  ///< a multiple of kBoundsMultiple
};
inline constexpr std::int64_t kBoundsMultiple = 8;

/// labels[i] = id of the point with the largest exact_dot() with rows[i, :], ties to the lower id, for labels that were
/// right before the points moved. Products are computed only with groups whose bound reaches the best known, and the
/// bounds of what is looked at are set anew (Ding et al., "Yinyang K-means", ICML 2015, sections 3.1 and 3.2, by dot
/// product). rows[count, width] and points of norm at most 1 (+ fp32 rounding). Returns how many products were
/// computed. Host memory; done when it returns.
std::int64_t nearest_in_groups(const float* rows, std::int64_t count, const GroupedPoints& points,
                               const KnownBounds& bounds, std::int32_t* labels);

}  // namespace thema::kernels
