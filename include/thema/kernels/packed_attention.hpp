// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

namespace thema::kernels {

/// Shape of the attention of packed texts: text i has the tokens [starts[i], starts[i + 1]).
struct PackedShape {
  std::span<const std::int32_t> starts;  ///< [texts + 1]
  std::int64_t heads;
  std::int64_t width;  ///< D, of a head: a multiple of kWidthMultiple
};
inline constexpr std::int64_t kWidthMultiple = 16;

/// softmax(Q K^T / sqrt(D)) V of each text over its own tokens (Vaswani et al., "Attention is all you need", 2017), in
/// fp32, on the host:
///   qkv [tokens, 3, heads, D]: queries, keys and values, row-major
///   out [tokens, heads, D], written for the texts' tokens
/// T is float or BFloat16. A few queries at a time meet all keys, so that their scores stay in the cache. A text's
/// values depend on that text alone, so texts may be divided among calls in any way, in threads of the caller.
template <class T> void packed_attention(const T* qkv, const PackedShape& shape, T* out);

}  // namespace thema::kernels
