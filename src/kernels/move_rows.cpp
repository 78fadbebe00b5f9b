// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/move_rows.hpp"

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <bit>

namespace thema::kernels {

namespace {

// Adding 1.5 * 2^52 leaves the rounded number in the low bits of the sum, the same rounding as FixedPoint::encode.
constexpr double kMagic = 0x1.8p52;

inline std::int64_t fixed(float x, double scale) {
  return static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(static_cast<double>(x) * scale + kMagic) -
                                   std::bit_cast<std::uint64_t>(kMagic));
}

inline void add(const float* row, std::int64_t width, double scale, std::int64_t* __restrict to) {
  for (std::int64_t j = 0; j < width; ++j) to[j] += fixed(row[j], scale);
}

inline void subtract(const float* row, std::int64_t width, double scale, std::int64_t* __restrict from) {
  for (std::int64_t j = 0; j < width; ++j) from[j] -= fixed(row[j], scale);
}

}  // namespace

void move_rows(const float* rows, std::int64_t d, const Move* moves, std::int64_t count, double scale,
               std::int64_t* sums) {
  // Threads take strips of columns: no two of them touch the same sum, so no atomics.
  using Policy = Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>;
  const std::int64_t strips = std::max(1, Kokkos::DefaultHostExecutionSpace::concurrency());
  const std::int64_t width = (d + strips - 1) / strips;
  Kokkos::parallel_for("move_rows", Policy(0, strips), [=](const std::int64_t strip) {
    const std::int64_t first = strip * width, here = std::min(width, d - first);
    for (const Move* move = moves; move != moves + count; ++move) {
      const float* row = rows + move->row * d + first;
      if (move->to >= 0) add(row, here, scale, sums + move->to * d + first);
      if (move->from >= 0) subtract(row, here, scale, sums + move->from * d + first);
    }
  });
  Kokkos::DefaultHostExecutionSpace().fence();
}

}  // namespace thema::kernels
