// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/gelu.hpp"

#include "elementary.hpp"
#include "row_lanes.hpp"

namespace thema::kernels {

namespace {

template <class T> struct AddBiasAndGelu {
  const T* bias;
  std::int64_t width;
  T* x;

  template <class Lanes> KOKKOS_INLINE_FUNCTION void operator()(const Lanes& lanes, std::int64_t row) const {
    T* values = x + row * width;
    lanes.each(width, [&](std::int64_t c) { values[c] = narrow<T>(gelu(widen(values[c]) + widen(bias[c]))); });
  }
};

}  // namespace

template <class T>
void add_bias_and_gelu(const Place& place, const T* bias, std::int64_t rows, std::int64_t width, T* x) {
  for_rows(place, "thema::add_bias_and_gelu", rows, AddBiasAndGelu<T>{bias, width, x});
}

template void add_bias_and_gelu(const Place&, const float*, std::int64_t, std::int64_t, float*);
template void add_bias_and_gelu(const Place&, const Float16*, std::int64_t, std::int64_t, Float16*);
template void add_bias_and_gelu(const Place&, const BFloat16*, std::int64_t, std::int64_t, BFloat16*);

}  // namespace thema::kernels
