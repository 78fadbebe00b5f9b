// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/mean_directions.hpp"

#include <cmath>

#include "warp_lanes.hpp"

namespace thema::kernels {

namespace {

struct MeanDirections {
  const std::int64_t* sums;
  std::int64_t d;
  FixedPoint fixed;
  float* directions;

  template <class Lanes> KOKKOS_INLINE_FUNCTION void operator()(const Lanes& lanes, std::int64_t g) const {
    const std::int64_t* const sum = sums + g * d;
    float* const direction = directions + g * d;
    const FixedPoint decoder = fixed;
    double squared = 0;  // by every lane: the order is one after the other
    for (std::int64_t c = 0; c < d; ++c) {
      const double x = decoder.decode(sum[c]);
      squared += x * x;
    }
    const double norm = std::sqrt(squared);
    if (norm == 0) return;
    lanes.each(d, [=](std::int64_t c) { direction[c] = static_cast<float>(decoder.decode(sum[c]) / norm); });
  }
};

}  // namespace

void mean_directions(const Place& place, const std::int64_t* sums, std::int64_t groups, std::int64_t d,
                     FixedPoint fixed, float* directions) {
  for_rows_by_warp(place, "mean_directions", groups, MeanDirections{sums, d, fixed, directions});
}

}  // namespace thema::kernels
