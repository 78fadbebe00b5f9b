// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "thema/bench/attention_variant.hpp"
#include "thema/bench/bench_options.hpp"
#include "thema/bench/measurement.hpp"
#include "thema/bench/report.hpp"
#include "thema/core/context.hpp"

namespace thema::bench {

/// The attention kernel alone, through the function that the encoder calls; as attend() of model/attention.hpp.
using AttentionFunction =
    std::function<void(const at::Tensor& qkv, const PackedTexts& texts, AttentionBackend backend, at::Tensor& out)>;

/// What a row of the table is about.
struct AttentionShape {
  Precision precision = Precision::fp32;
  std::int64_t head_width = 64;
  std::int64_t length = 256;  ///< tokens of each text
  std::int64_t heads = 12;
  std::int64_t texts = 16;  ///< of each rank

  std::int64_t tokens() const { return texts * length; }
};

/// The rows that the options ask for: number formats, then head widths, then lengths. Lengths above the tokens of a
/// row and unknown number formats are Errors of kind `usage`.
std::vector<AttentionShape> attention_shapes(const BenchOptions& options, Device::Kind device);

/// Times every variant on every shape with random normal numbers, each after its result was found to agree with the
/// reference in double precision; an Error ends the benchmark when one does not. Collective.
Report benchmark_attention(const Context& context, const BenchOptions& options, const AttentionFunction& attend);

}  // namespace thema::bench
