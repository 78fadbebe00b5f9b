// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/attention_variant.hpp"

#include <ATen/Context.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "thema/core/error.hpp"

namespace thema::bench {

const std::vector<AttentionVariant>& attention_variants() {
  static const std::vector<AttentionVariant> all{
      {"packed", AttentionBackend::packed},
      {"flash", AttentionBackend::flash},
      {"efficient", AttentionBackend::efficient},
      {"cudnn", AttentionBackend::cudnn},
      {"math_no_upcast", AttentionBackend::math, HalfInMath::kept},
      {"math", AttentionBackend::math},
  };
  return all;
}

std::vector<AttentionVariant> attention_variants(const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const AttentionVariant& variant : attention_variants()) known.push_back(variant.name);
  for (const std::string& name : names)
    if (std::ranges::find(known, name) == known.end())
      fail_usage(fmt::format("bench.backends has '{}'; allowed are {}", name, fmt::join(known, ", ")));
  std::vector<AttentionVariant> chosen;
  for (const AttentionVariant& variant : attention_variants())
    if (names.empty() || std::ranges::find(names, variant.name) != names.end()) chosen.push_back(variant);
  return chosen;
}

std::optional<std::string> why_not(const AttentionVariant& variant, const AttentionCase& wanted) {
  const bool is_half = wanted.precision != Precision::fp32 && wanted.precision != Precision::int8;
  if (variant.half == HalfInMath::kept && !is_half) return "only fp16 and bf16 are raised: the same as math";
  return why_not(variant.backend, wanted);
}

HalfInMathScope::HalfInMathScope(HalfInMath half) : before_(at::globalContext().allowFP16BF16ReductionMathSDP()) {
  at::globalContext().setAllowFP16BF16ReductionMathSDP(half == HalfInMath::kept);
}

HalfInMathScope::~HalfInMathScope() { at::globalContext().setAllowFP16BF16ReductionMathSDP(before_); }

}  // namespace thema::bench
