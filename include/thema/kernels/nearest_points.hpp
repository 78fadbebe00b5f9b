// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace thema::kernels {

/// The `wanted` points nearest to each query point in the plane, itself left out: nearest[queries, wanted], nearest
/// first, of equally near ones the lower index first. Squared distances in double, of the fp32 coordinates.
///   points [total, 2], queries [count] (indices into points), wanted < total; squared [count, wanted] is scratch
/// Host memory; done when it returns.
void nearest_points(const float* points, std::int64_t total, const std::int64_t* queries, std::int64_t count,
                    std::int64_t wanted, double* squared, std::int64_t* nearest);

}  // namespace thema::kernels
