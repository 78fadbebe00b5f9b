// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/encoder_under_test.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "thema/core/error.hpp"
#include "thema/encode/encoder_choice.hpp"

namespace thema::bench {

namespace {

constexpr std::uint64_t kWeightsSeed = 1;

/// What a model's folder would say.
struct KnownShape {
  const char* name;
  BertConfig config;
  std::int64_t max_length;
  const char* prefix;
};

const KnownShape& shape_named(const std::string& name) {
  static const KnownShape shapes[] = {
      {"minilm", {30522, 384, 6, 12, 1536, 512, 2, 1e-12}, 256, ""},
      {"e5-base-v2", {30522, 768, 12, 12, 3072, 512, 2, 1e-12}, 512, "query: "},
      {"e5-large-v2", {30522, 1024, 24, 16, 4096, 512, 2, 1e-12}, 512, "query: "},
  };
  const auto* at = std::ranges::find(shapes, name, &KnownShape::name);
  require(at != std::end(shapes), "a shape that the option does not allow");
  return *at;
}

// The options of the stage hold for the rest; its model lends the tokenizer.
void take_shape(EncoderUnderTest& chosen, const KnownShape& shape, const EncodeOptions& encode) {
  if (chosen.config.vocabulary != shape.config.vocabulary)
    fail_usage(
        fmt::format("bench.shape {} has a vocabulary of {}, the tokenizer of {} one of {}; allowed is an "
                    "encode.model with the vocabulary of bert-base-uncased",
                    shape.name, shape.config.vocabulary, chosen.folder.string(), chosen.config.vocabulary));
  if (encode.max_length > shape.max_length)
    fail_usage(fmt::format("encode.max_length is {}; allowed for {} are lengths up to {}", encode.max_length,
                           shape.name, shape.max_length));
  chosen.has_random_weights = true;
  chosen.name = std::string(shape.name) + " with random weights";
  chosen.config = shape.config;
  chosen.max_length = encode.max_length != 0 ? encode.max_length : shape.max_length;
  if (encode.prefix == "auto") chosen.prefix = shape.prefix;
}

}  // namespace

EncoderUnderTest choose_encoder_under_test(Context& context, const BenchOptions& options, const EncodeOptions& encode) {
  EncodeOptions of_model = encode;
  of_model.attention = "auto";                           // the benchmark goes through all
  if (options.shape != "none") of_model.max_length = 0;  // the shape's limit counts, not the model's
  const EncoderChoice choice = choose_encoder(context, of_model);
  EncoderUnderTest chosen;
  chosen.name = choice.model.name;
  chosen.folder = choice.model.folder;
  chosen.config = choice.config;
  chosen.prefix = choice.prefix;
  chosen.max_length = choice.max_length;
  chosen.token_budget = choice.token_budget;
  chosen.block = encode.block;
  chosen.precision = choice.placement.precision;
  chosen.gelu = choice.placement.gelu;
  chosen.launches = encode.launches;
  if (options.shape != "none") take_shape(chosen, shape_named(options.shape), encode);
  return chosen;
}

EncoderPlacement EncoderUnderTest::placement(const Device& device, AttentionBackend attention) const {
  EncoderPlacement placement{device, precision, attention, gelu};
  placement.launches = choose_launches(can_record(placement) ? launches : "auto", config, placement);
  return placement;
}

std::unique_ptr<TextEncoder> make_encoder(const EncoderUnderTest& chosen, const Device& device,
                                          AttentionBackend attention) {
  const EncoderPlacement placement = chosen.placement(device, attention);
  if (!chosen.has_random_weights) return std::make_unique<TextEncoder>(chosen.folder, placement);
  return std::make_unique<TextEncoder>(chosen.config, RandomWeights(chosen.config, kWeightsSeed), placement);
}

}  // namespace thema::bench
