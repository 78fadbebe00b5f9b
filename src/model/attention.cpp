// SPDX-License-Identifier: Apache-2.0
#include "thema/model/attention.hpp"

#include <ATen/ATen.h>

#include "thema/core/error.hpp"

namespace thema {

namespace {

AttentionBackend backend_named(const std::string& name) {
  for (const AttentionBackend backend : kAttentionBackends)
    if (name_of(backend) == name) return backend;
  fail_usage("encode.attention is '" + name + "'; allowed are auto, flash, efficient, cudnn and math");
}

at::Tensor attend_by_products(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
  return std::get<0>(at::_scaled_dot_product_attention_math(q, k, v));
}

}  // namespace

std::string name_of(AttentionBackend backend) {
  switch (backend) {
    case AttentionBackend::flash:
      return "flash";
    case AttentionBackend::efficient:
      return "efficient";
    case AttentionBackend::cudnn:
      return "cudnn";
    case AttentionBackend::math:
      return "math";
  }
  fail("an attention backend outside its enumeration");
}

std::optional<std::string> why_not(AttentionBackend backend, const AttentionCase& wanted) {
  if (backend == AttentionBackend::math) return std::nullopt;
  return attention_device::why_not(backend, wanted);
}

AttentionBackend choose_attention(const std::string& asked, const AttentionCase& wanted) {
  if (asked == "auto") {
    for (const AttentionBackend backend : {AttentionBackend::flash, AttentionBackend::efficient})
      if (!why_not(backend, wanted)) return backend;
    return AttentionBackend::math;
  }
  const AttentionBackend backend = backend_named(asked);
  if (const auto reason = why_not(backend, wanted))
    fail_usage("encode.attention '" + asked + "' was asked for, but cannot be used: " + *reason);
  return backend;
}

std::vector<std::string> describe_attention(const AttentionCase& wanted) {
  std::vector<std::string> lines;
  for (const AttentionBackend backend : kAttentionBackends) {
    const auto reason = why_not(backend, wanted);
    lines.push_back(name_of(backend) + (reason ? ": no, " + *reason : ": yes"));
  }
  return lines;
}

void attend(const at::Tensor& qkv, const PackedTexts& texts, AttentionBackend backend, at::Tensor& out) {
  if (backend == AttentionBackend::math)
    attend_by_length(qkv, texts, attend_by_products, out);
  else
    attention_device::attend_fused(qkv, texts, backend, out);
}

void attend_by_length(const at::Tensor& qkv, const PackedTexts& texts, const EqualLengthAttention& attention,
                      at::Tensor& out) {
  const auto length_of = [&](std::size_t text) { return texts.starts[text + 1] - texts.starts[text]; };
  const std::int64_t heads = qkv.size(2), head_width = qkv.size(3);
  const std::size_t count = texts.starts.size() - 1;
  for (std::size_t first = 0; first < count;) {
    std::size_t last = first + 1;
    while (last < count && length_of(last) == length_of(first)) ++last;
    const auto n = static_cast<std::int64_t>(last - first);
    const std::int64_t token = texts.starts[first], length = length_of(first);
    if (length > 0) {
      const at::Tensor group = qkv.narrow(0, token, n * length).view({n, length, 3, heads, head_width});
      const auto part = [&](std::int64_t which) { return group.select(2, which).transpose(1, 2); };
      const at::Tensor result = attention(part(0), part(1), part(2));
      out.narrow(0, token, n * length).view({n, length, heads, head_width}).copy_(result.transpose(1, 2));
    }
    first = last;
  }
}

}  // namespace thema
