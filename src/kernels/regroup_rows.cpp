// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/regroup_rows.hpp"

#include "warp_lanes.hpp"

namespace thema::kernels {

namespace {

struct RegroupRows {
  const float* rows;
  std::int64_t d;
  const std::int32_t *before, *after;
  FixedPoint fixed;
  std::int64_t *sums, *sizes, *moved;

  template <class Lanes> KOKKOS_INLINE_FUNCTION void operator()(const Lanes& lanes, std::int64_t i) const {
    const std::int32_t from = before[i], to = after[i];
    if (from == to) return;
    add(lanes, i, to, 1);
    if (from >= 0) add(lanes, i, from, -1);
    std::int64_t* const counter = moved;
    lanes.once([=] { Kokkos::atomic_add(counter, std::int64_t{1}); });
  }

 private:
  template <class Lanes>
  KOKKOS_INLINE_FUNCTION void add(const Lanes& lanes, std::int64_t i, std::int32_t group, std::int64_t sign) const {
    const float* const row = rows + i * d;
    std::int64_t *const sum = sums + group * d, *const size = sizes + group;
    const FixedPoint encoder = fixed;
    lanes.each(
        d, [=](std::int64_t c) { Kokkos::atomic_add(sum + c, sign * encoder.encode(static_cast<double>(row[c]))); });
    lanes.once([=] { Kokkos::atomic_add(size, sign); });
  }
};

}  // namespace

void regroup_rows(const Place& place, const float* rows, std::int64_t count, std::int64_t d, const std::int32_t* before,
                  const std::int32_t* after, FixedPoint fixed, std::int64_t* sums, std::int64_t* sizes,
                  std::int64_t* moved) {
  for_rows_by_warp(place, "regroup_rows", count, RegroupRows{rows, d, before, after, fixed, sums, sizes, moved});
}

}  // namespace thema::kernels
