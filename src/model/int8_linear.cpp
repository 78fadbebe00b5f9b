// SPDX-License-Identifier: Apache-2.0
#include "thema/model/int8_linear.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "thema/core/error.hpp"

namespace thema {

namespace {

constexpr std::int64_t kExactTerms = 1024;  // 1,024 * 128 * 127 < 2^24

at::Tensor multiply_in_fp32(const at::Tensor& values, const at::Tensor& weight) {
  at::Tensor sums = at::zeros({values.size(0), weight.size(1)}, at::kInt);
  const at::Tensor x = values.to(at::kFloat);
  for (std::int64_t first = 0; first < x.size(1); first += kExactTerms) {
    const std::int64_t count = std::min(kExactTerms, x.size(1) - first);
    sums.add_(at::mm(x.narrow(1, first, count), weight.narrow(0, first, count)).to(at::kInt));
  }
  return sums;
}

}  // namespace

IntegerProductKernel choose_integer_product() {
  constexpr std::int64_t rows = 64, terms = 256;
  const at::Tensor largest = at::full({rows, terms}, 127, at::kChar);
  const auto comes_out = [&](const at::Tensor& x, int product) {
    return at::_int_mm(x, largest.t()).eq(product * static_cast<int>(terms)).all().item<bool>();
  };
  const bool exact = comes_out(largest, 127 * 127) && comes_out(at::full_like(largest, -128), -128 * 127);
  return exact ? IntegerProductKernel::vnni : IntegerProductKernel::fp32;
}

QuantizedTensor::QuantizedTensor(std::int64_t rows, std::int64_t width)
    : values(at::empty({rows, width}, at::kChar)),
      step(at::empty({rows}, at::kFloat)),
      middle(at::empty({rows}, at::kFloat)) {}

QuantizedTensor QuantizedTensor::of(const at::Tensor& x) {
  QuantizedTensor result(x.size(0), x.size(1));
  constexpr std::int64_t least = 64;  // rows of a thread
  const float* values = x.const_data_ptr<float>();
  at::parallel_for(0, x.size(0), least, [&](std::int64_t first, std::int64_t last) {
    kernels::quantize_rows(values + first * x.size(1), last - first, x.size(1), result.rows(first));
  });
  return result;
}

kernels::QuantizedRows QuantizedTensor::rows(std::int64_t first) {
  return {values.mutable_data_ptr<std::int8_t>() + first * values.size(1), step.mutable_data_ptr<float>() + first,
          middle.mutable_data_ptr<float>() + first};
}

Int8Linear::Int8Linear(const at::Tensor& weight, const at::Tensor& bias, IntegerProductKernel kernel)
    : kernel_(kernel), bias_(bias.contiguous()) {
  if (!weight.isfinite().all().item<bool>() || !bias.isfinite().all().item<bool>())
    fail_data("a linear layer has a weight or bias that is not finite; such a model has no 8-bit integers");
  const at::Tensor largest = std::get<0>(weight.abs().max(1, true));
  const at::Tensor step = at::where(largest > 0, largest / 127, at::ones_like(largest));
  const at::Tensor integers = at::round(weight / step).clamp(-127, 127);
  weight_step_ = step.squeeze(1).contiguous();
  weight_sum_ = (integers.to(at::kDouble).sum(1) * weight_step_).to(at::kFloat).contiguous();
  weight_ = integers.t().to(kernel == IntegerProductKernel::vnni ? at::kChar : at::kFloat).contiguous();
}

at::Tensor Int8Linear::multiply(const at::Tensor& values) const {
  return kernel_ == IntegerProductKernel::vnni ? at::_int_mm(values, weight_) : multiply_in_fp32(values, weight_);
}

kernels::IntegerProduct Int8Linear::product(const at::Tensor& sums, const QuantizedTensor& x) const {
  return {sums.const_data_ptr<std::int32_t>(),
          sums.size(0),
          sums.size(1),
          x.step.const_data_ptr<float>(),
          x.middle.const_data_ptr<float>(),
          weight_step_.const_data_ptr<float>(),
          weight_sum_.const_data_ptr<float>(),
          bias_.const_data_ptr<float>()};
}

}  // namespace thema
