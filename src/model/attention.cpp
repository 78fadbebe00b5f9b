// SPDX-License-Identifier: Apache-2.0
#include "thema/model/attention.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "thema/core/error.hpp"
#include "thema/kernels/half.hpp"
#include "thema/kernels/packed_attention.hpp"

namespace thema {

namespace {

AttentionBackend backend_named(const std::string& name) {
  for (const AttentionBackend backend : kAttentionBackends)
    if (name_of(backend) == name) return backend;
  fail_usage("encode.attention is '" + name + "'; allowed are auto, flash, efficient, cudnn, math and packed");
}

at::Tensor attend_by_products(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
  return std::get<0>(at::_scaled_dot_product_attention_math(q, k, v));
}

std::optional<std::string> why_not_packed(const AttentionCase& wanted) {
  if (wanted.device.kind != Device::Kind::cpu) return "it is a CPU kernel and the device is a GPU";
  if (wanted.precision == Precision::fp16) return "it has no fp16";
  if (wanted.head_width % kernels::kWidthMultiple == 0) return std::nullopt;
  return "it needs a head width that is a multiple of " + std::to_string(kernels::kWidthMultiple) +
         ", the model's is " + std::to_string(wanted.head_width);
}

template <class T> void attend_packed(const at::Tensor& qkv, const PackedTexts& texts, at::Tensor& out) {
  const T* in = static_cast<const T*>(qkv.const_data_ptr());
  T* to = static_cast<T*>(out.mutable_data_ptr());
  // Texts are independent: any division among threads gives the same bits.
  at::parallel_for(0, texts.texts(), 1, [&](std::int64_t first, std::int64_t last) {
    const auto starts =
        texts.starts.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first + 1));
    kernels::packed_attention(in, {starts, qkv.size(2), qkv.size(3)}, to);
  });
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
    case AttentionBackend::packed:
      return "packed";
  }
  fail("an attention backend outside its enumeration");
}

std::optional<std::string> why_not(AttentionBackend backend, const AttentionCase& wanted) {
  if (backend == AttentionBackend::math) return std::nullopt;
  if (backend == AttentionBackend::packed) return why_not_packed(wanted);
  return attention_device::why_not(backend, wanted);
}

AttentionBackend choose_attention(const std::string& asked, const AttentionCase& wanted) {
  if (asked == "auto") {
    for (const AttentionBackend backend :
         {AttentionBackend::packed, AttentionBackend::flash, AttentionBackend::efficient})
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
  else if (backend == AttentionBackend::packed)
    qkv.scalar_type() == at::kBFloat16 ? attend_packed<kernels::BFloat16>(qkv, texts, out)
                                       : attend_packed<float>(qkv, texts, out);
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
