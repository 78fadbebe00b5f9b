// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/matmul_peak.hpp"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/InferenceMode.h>

#include "thema/model/fp8_linear.hpp"
#include "thema/model/int8_linear.hpp"
#include "thema/model/linear.hpp"
#include "thema/model/torch_names.hpp"

namespace thema::bench {

namespace {

constexpr std::int64_t kCpuSize = 2048, kGpuSize = 8192;

}  // namespace

MatmulPeak measure_matmul_peak(const Context& context, const MeasurementPlan& plan, Precision precision) {
  const c10::InferenceMode inference;
  MatmulPeak peak;
  peak.size = context.device.kind == Device::Kind::cpu ? kCpuSize : kGpuSize;
  const auto n = static_cast<double>(peak.size);
  peak.flop = static_cast<double>(context.comm.size()) * 2 * n * n * n;
  const at::Generator generator = at::detail::createCPUGenerator(1);
  const auto random = [&](at::IntArrayRef shape) { return at::randn(shape, generator, at::kFloat); };
  const at::Tensor weight = random({peak.size, peak.size}), bias = random({peak.size}), rows = random(weight.sizes());
  if (precision == Precision::int8) {
    const Int8Linear linear(weight, bias);
    const at::Tensor integers = QuantizedTensor::of(rows).values;
    peak.time = measure(context, plan, [&] { linear.multiply(integers); });
    return peak;
  }
  if (precision == Precision::fp8) {
    const auto half = [&](const at::Tensor& x) { return x.to(torch_device(context.device), at::kBFloat16); };
    const Fp8Linear linear(half(weight), half(bias));
    const Fp8Rows in_8_bits = quantize_to_fp8(half(rows));
    peak.time = measure(context, plan, [&] { linear.multiply(in_8_bits); });
    return peak;
  }
  const auto placed = [&](const at::Tensor& x) {
    return x.to(torch_device(context.device), activation_type(precision));
  };
  const Linear linear(placed(weight), placed(bias));
  const at::Tensor placed_rows = placed(rows);
  peak.time = measure(context, plan, [&] { linear.apply(placed_rows); });
  return peak;
}

}  // namespace thema::bench
