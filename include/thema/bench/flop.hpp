// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "thema/model/encoder_config.hpp"

/// Operations that the matrix products of an encoder need; a multiplication and an addition are two. Softmax, norms and
/// activations are left out, as is usual, and so is what padding or the tails of tiles add.
namespace thema::bench {

/// Attention of one text of S tokens over all heads, D their widths together: 2 S^2 D for Q K^T and as much for P V.
constexpr std::int64_t attention_flop(std::int64_t length, std::int64_t total_width) {
  return 4 * length * length * total_width;
}

/// Linear layers of one token: query, key, value and output [d, d] each, two of [d, intermediate], in every layer.
constexpr std::int64_t linear_flop_per_token(const BertConfig& config) {
  return 2 * config.layers * (4 * config.width * config.width + 2 * config.width * config.intermediate);
}

/// All of the encoder for texts of these lengths (tokens).
constexpr std::int64_t encoder_flop(const BertConfig& config, std::span<const std::int32_t> lengths) {
  std::int64_t flop = 0;
  for (const std::int64_t length : lengths)
    flop += length * linear_flop_per_token(config) + config.layers * attention_flop(length, config.width);
  return flop;
}

}  // namespace thema::bench
