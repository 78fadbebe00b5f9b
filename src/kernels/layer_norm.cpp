// SPDX-License-Identifier: Apache-2.0
#include "thema/kernels/layer_norm.hpp"

#include "normalise_row.hpp"
#include "row_lanes.hpp"

namespace thema::kernels {

namespace {

template <class T> struct AddAndNormalise {
  const T *x, *residual;
  LayerNorm norm;
  T* out;

  template <class Lanes> KOKKOS_INLINE_FUNCTION void operator()(const Lanes& lanes, std::int64_t row) const {
    const T *a = x + row * norm.width, *b = residual + row * norm.width;
    normalise_row(
        lanes, norm, [&](std::int64_t c) { return widen(a[c]) + widen(b[c]); }, out + row * norm.width);
  }
};

template <class T> struct EmbedAndNormalise {
  TokenPlaces tokens;
  const T *words, *table;
  LayerNorm norm;
  T* out;

  template <class Lanes> KOKKOS_INLINE_FUNCTION void operator()(const Lanes& lanes, std::int64_t row) const {
    const T *a = words + std::int64_t{tokens.ids[row]} * norm.width,
            *b = table + std::int64_t{tokens.positions[row]} * norm.width;
    normalise_row(
        lanes, norm, [&](std::int64_t c) { return widen(a[c]) + widen(b[c]); }, out + row * norm.width);
  }
};

}  // namespace

template <class T>
void add_and_normalise(const Place& place, const T* x, const T* residual, std::int64_t rows, const LayerNorm& norm,
                       T* out) {
  for_rows(place, "thema::add_and_normalise", rows, AddAndNormalise<T>{x, residual, norm, out});
}

template <class T>
void embed_and_normalise(const Place& place, const TokenPlaces& tokens, const T* words, const T* table,
                         const LayerNorm& norm, T* out) {
  for_rows(place, "thema::embed_and_normalise", tokens.count, EmbedAndNormalise<T>{tokens, words, table, norm, out});
}

template void add_and_normalise(const Place&, const float*, const float*, std::int64_t, const LayerNorm&, float*);
template void add_and_normalise(const Place&, const Float16*, const Float16*, std::int64_t, const LayerNorm&, Float16*);
template void add_and_normalise(const Place&, const BFloat16*, const BFloat16*, std::int64_t, const LayerNorm&,
                                BFloat16*);
template void embed_and_normalise(const Place&, const TokenPlaces&, const float*, const float*, const LayerNorm&,
                                  float*);
template void embed_and_normalise(const Place&, const TokenPlaces&, const Float16*, const Float16*, const LayerNorm&,
                                  Float16*);
template void embed_and_normalise(const Place&, const TokenPlaces&, const BFloat16*, const BFloat16*, const LayerNorm&,
                                  BFloat16*);

}  // namespace thema::kernels
