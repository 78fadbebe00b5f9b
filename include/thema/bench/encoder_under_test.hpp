// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "thema/bench/bench_options.hpp"
#include "thema/core/context.hpp"
#include "thema/encode/encode.hpp"
#include "thema/model/encoder_config.hpp"
#include "thema/model/text_encoder.hpp"

namespace thema::bench {

/// The encoder that is timed, with everything resolved as the encode stage does it.
struct EncoderUnderTest {
  std::string name;              ///< "minilm", or "e5-large-v2 with random weights"
  std::filesystem::path folder;  ///< of the tokenizer, and of the weights unless they are random
  bool has_random_weights = false;
  BertConfig config;
  std::string prefix;
  std::int64_t max_length = 0, token_budget = 0, block = 0;
  Precision precision = Precision::fp32;
  Gelu gelu = Gelu::erf;
  std::string launches;  ///< that were asked for

  EncoderPlacement placement(const Device& device, AttentionBackend attention) const;
};

/// Out of the options of the stage, or of bench.shape: then with that model's shape, length limit and prefix, and
/// with the tokenizer of encode.model, whose vocabulary it must share. Collective.
EncoderUnderTest choose_encoder_under_test(Context& context, const BenchOptions& options, const EncodeOptions& encode);

/// Loads the weights, or draws them.
std::unique_ptr<TextEncoder> make_encoder(const EncoderUnderTest& chosen, const Device& device,
                                          AttentionBackend attention);

}  // namespace thema::bench
