// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/attention_reference.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "thema/core/error.hpp"

namespace thema::bench {

at::Tensor reference_attention(const at::Tensor& qkv, std::int64_t length) {
  const std::int64_t tokens = qkv.size(0), heads = qkv.size(2), head_width = qkv.size(3);
  require(tokens % length == 0, "the reference takes texts of equal length");
  const at::Tensor out = at::empty({tokens, heads, head_width}, qkv.options().dtype(at::kDouble));
  const double scale = 1 / std::sqrt(static_cast<double>(head_width));
  for (std::int64_t first = 0; first < tokens; first += length)
    for (std::int64_t head = 0; head < heads; ++head) {  // one head at a time: S^2 doubles are held
      const at::Tensor text = qkv.narrow(0, first, length).select(2, head).to(at::kDouble);  // [S, 3, D]
      const at::Tensor scores = at::matmul(text.select(1, 0), text.select(1, 1).t()) * scale;
      out.narrow(0, first, length).select(1, head).copy_(at::matmul(at::softmax(scores, 1), text.select(1, 2)));
    }
  return out;
}

double allowed_deviation(Precision precision) {
  if (precision == Precision::fp32) return 1e-5;
  if (precision == Precision::fp16) return 6e-3;
  if (precision == Precision::bf16) return 5e-2;
  fail("attention is computed in fp32, fp16 and bf16 only, not in " + name_of(precision));
}

Deviation deviation(const at::Tensor& result, const at::Tensor& reference, Precision precision) {
  Deviation found;
  found.largest = (result.to(at::kDouble) - reference).abs().max().item<double>();
  if (!std::isfinite(found.largest)) found.largest = std::numeric_limits<double>::infinity();
  found.bound = allowed_deviation(precision) * reference.abs().max().item<double>();
  return found;
}

void require_acceptable(const Deviation& found, const std::string& what) {
  if (found.acceptable()) return;
  fail(
      fmt::format("{} is wrong: its largest difference to a double-precision reference is {:.3g}, allowed is {:.3g}; "
                  "it is not timed",
                  what, found.largest, found.bound));
}

}  // namespace thema::bench
