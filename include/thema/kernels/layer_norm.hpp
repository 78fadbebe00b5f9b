// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/kernels/place.hpp"

namespace thema::kernels {

/// Layer norm over the columns of a row (Ba, Kiros and Hinton, "Layer normalization", 2016):
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias. Mean and variance are in fp32 whatever the rows' type.
struct LayerNorm {
  const float* weight;  ///< [width]
  const float* bias;    ///< [width]
  std::int64_t width;
  float epsilon;
};

/// out = norm(x + residual); the sum is not rounded to T before it is normalised.
///   x, residual, out [rows, width], row-major; out may be x or residual
/// T is float, Float16 or BFloat16. A row's values depend on that row alone.
template <class T>
void add_and_normalise(const Place& place, const T* x, const T* residual, std::int64_t rows, const LayerNorm& norm,
                       T* out);

/// The tokens of a batch: row `ids[t]` of the word table and row `positions[t]` of the position table.
struct TokenPlaces {
  const std::int32_t* ids;        ///< [count]
  const std::int32_t* positions;  ///< [count]
  std::int64_t count;
};

/// out = norm(words[id] + table[position])
///   words [vocabulary, width], table [positions, width], out [count, width], row-major
template <class T>
void embed_and_normalise(const Place& place, const TokenPlaces& tokens, const T* words, const T* table,
                         const LayerNorm& norm, T* out);

}  // namespace thema::kernels
