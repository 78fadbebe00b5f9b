// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/pooling.hpp"

#include <cmath>

#include "elementary.hpp"
#include "row_lanes.hpp"

namespace thema::kernels {

namespace {

template <class T> struct MeanOfTokens {
  const T* hidden;
  const std::int32_t* starts;
  std::int64_t width;
  float* rows;

  template <class Lanes> KOKKOS_INLINE_FUNCTION void operator()(const Lanes& lanes, std::int64_t text) const {
    float* row = rows + text * width;
    constexpr std::int64_t group = Lanes::kColumns;
    lanes.each((width + group - 1) / group, [&](std::int64_t g) { mean_of_columns<group>(text, g * group, row); });
    const auto square = [&](std::int64_t c) { return static_cast<double>(row[c]) * static_cast<double>(row[c]); };
    const double squares = lanes.template sum<double>(width, square);
    if (squares == 0) return;
    const double norm = std::sqrt(squares);
    lanes.each(width, [&](std::int64_t c) { row[c] = static_cast<float>(static_cast<double>(row[c]) / norm); });
  }

 private:
  // Means of neighbouring columns, kGroup of them but at the row's end.
  template <std::int64_t kGroup>
  KOKKOS_INLINE_FUNCTION void mean_of_columns(std::int64_t text, std::int64_t column, float* row) const {
    const std::int64_t first = starts[text], last = starts[text + 1];
    const std::int64_t count = width - column < kGroup ? width - column : kGroup;
    double sums[kGroup] = {};
    for (std::int64_t token = first; token < last; ++token)
      for (std::int64_t c = 0; c < count; ++c)
        sums[c] += static_cast<double>(widen(hidden[token * width + column + c]));
    const double tokens = static_cast<double>(last > first ? last - first : 1);
    for (std::int64_t c = 0; c < count; ++c) row[column + c] = static_cast<float>(sums[c] / tokens);
  }
};

}  // namespace

template <class T>
void mean_of_tokens(const Place& place, const T* hidden, const std::int32_t* starts, std::int64_t texts,
                    std::int64_t width, float* rows) {
  for_rows(place, "thema::mean_of_tokens", texts, MeanOfTokens<T>{hidden, starts, width, rows});
}

template void mean_of_tokens(const Place&, const float*, const std::int32_t*, std::int64_t, std::int64_t, float*);
template void mean_of_tokens(const Place&, const Float16*, const std::int32_t*, std::int64_t, std::int64_t, float*);
template void mean_of_tokens(const Place&, const BFloat16*, const std::int32_t*, std::int64_t, std::int64_t, float*);

}  // namespace thema::kernels
