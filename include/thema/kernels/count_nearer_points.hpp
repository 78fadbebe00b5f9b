// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace thema::kernels {

/// How many points of the plane are nearer to each query point than each of its `per_query` targets, the query itself
/// left out; of equally near ones the lower index is the nearer. Squared distances in double, of the fp32 coordinates.
///   points [total, 2], queries [count] (indices into points)
///   targets [count, per_query] (indices into points, none the query): sorted here, the nearest first
///   squared [count, per_query] is scratch, nearer [count, per_query] what is counted
/// Host memory; done when it returns.
void count_nearer_points(const float* points, std::int64_t total, const std::int64_t* queries, std::int64_t count,
                         std::int64_t* targets, std::int64_t per_query, double* squared, std::int64_t* nearer);

}  // namespace thema::kernels
