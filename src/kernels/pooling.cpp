// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/pooling.hpp"

#include <Kokkos_Core.hpp>

namespace thema::kernels {

namespace {

constexpr std::int64_t kColumns = 16;  // columns of one work item: a cache line of fp32

// Means of `count` neighbouring columns over the tokens [first, last).
KOKKOS_INLINE_FUNCTION void mean_of_columns(const float* hidden, std::int64_t first, std::int64_t last,
                                            std::int64_t width, std::int64_t count, float* mean) {
  double sums[kColumns] = {};
  for (std::int64_t token = first; token < last; ++token)
    for (std::int64_t c = 0; c < count; ++c) sums[c] += static_cast<double>(hidden[token * width + c]);
  const double tokens = static_cast<double>(last > first ? last - first : 1);
  for (std::int64_t c = 0; c < count; ++c) mean[c] = static_cast<float>(sums[c] / tokens);
}

KOKKOS_INLINE_FUNCTION void normalise_row(float* row, std::int64_t width) {
  double squares = 0;
  for (std::int64_t c = 0; c < width; ++c) squares += static_cast<double>(row[c]) * static_cast<double>(row[c]);
  if (squares == 0) return;
  const double norm = Kokkos::Experimental::sqrt(squares);
  for (std::int64_t c = 0; c < width; ++c) row[c] = static_cast<float>(static_cast<double>(row[c]) / norm);
}

}  // namespace

void mean_of_tokens(const float* hidden, const std::int32_t* starts, std::int64_t texts, std::int64_t width,
                    float* rows) {
  const std::int64_t groups = (width + kColumns - 1) / kColumns;
  Kokkos::parallel_for(
      "thema::mean_of_tokens", Kokkos::RangePolicy<>(0, texts * groups), KOKKOS_LAMBDA(const std::int64_t item) {
        const std::int64_t text = item / groups, column = item % groups * kColumns;
        const std::int64_t count = width - column < kColumns ? width - column : kColumns;
        mean_of_columns(hidden + column, starts[text], starts[text + 1], width, count, rows + text * width + column);
      });
  Kokkos::parallel_for(
      "thema::normalise_rows", Kokkos::RangePolicy<>(0, texts),
      KOKKOS_LAMBDA(const std::int64_t text) { normalise_row(rows + text * width, width); });
  Kokkos::fence();
}

}  // namespace thema::kernels
