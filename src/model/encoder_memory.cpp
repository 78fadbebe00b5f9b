// SPDX-License-Identifier: Apache-2.0
#include "thema/model/encoder_memory.hpp"

#include <bit>

namespace thema {

std::int64_t activation_bytes_per_token(const BertConfig& config, Precision precision) {
  const std::int64_t element = precision == Precision::fp32 || precision == Precision::int8 ? 4 : 2;
  const std::int64_t in_8_bits = precision == Precision::fp8 ? 12 * config.intermediate : 0;  // fp32 while it is scaled
  return element * (8 * config.width + config.intermediate) + in_8_bits;
}

std::int64_t tokens_that_fit(std::int64_t bytes, std::int64_t bytes_per_token) {
  const std::int64_t tokens = bytes / (2 * bytes_per_token);
  return tokens > 0 ? static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(tokens))) : 0;
}

}  // namespace thema
