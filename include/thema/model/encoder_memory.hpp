// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "thema/model/encoder_config.hpp"
#include "thema/model/precision.hpp"

namespace thema {

/// What one token of a batch takes at most while it goes through a layer: hidden states before and behind it, queries,
/// keys and values, what attention reads, projections, and the wide part of the feed-forward.
std::int64_t activation_bytes_per_token(const BertConfig& config, Precision precision);

/// Tokens of a batch for which so many bytes suffice, two batches under way at a time: a power of two, or 0.
std::int64_t tokens_that_fit(std::int64_t bytes, std::int64_t bytes_per_token);

}  // namespace thema
