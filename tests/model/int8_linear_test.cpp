// SPDX-License-Identifier: Apache-2.0
#include "thema/model/int8_linear.hpp"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "thema/core/device.hpp"

namespace thema {
namespace {

at::Tensor random(at::IntArrayRef shape, std::uint64_t seed) {
  return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat);
}

at::Tensor result_of(const Int8Linear& linear, const at::Tensor& x) {
  const QuantizedTensor rows = QuantizedTensor::of(x);
  const at::Tensor sums = linear.multiply(rows.values);
  at::Tensor y = at::empty({x.size(0), linear.outputs()});
  kernels::dequantize(linear.product(sums, rows), y.mutable_data_ptr<float>());
  return y;
}

TEST(Int8Linear, IntegersComeOutExactly) {
  // With steps of 1/127 and 1 the quantised weights and rows are these integers themselves.
  const at::Tensor weight = at::tensor({127.0F, -127.0F, 5.0F, 0.0F, 1.0F, 127.0F}).view({2, 3}) / 127;
  const at::Tensor x = at::tensor({-128.0F, 127.0F, 3.0F, 127.0F, -128.0F, 0.0F}).view({2, 3});
  const Int8Linear linear(weight, at::tensor({0.5F, -2.0F}));
  const at::Tensor expected = at::mm(x, weight.t()) + at::tensor({0.5F, -2.0F});
  EXPECT_TRUE(at::allclose(result_of(linear, x), expected, 1e-6, 1e-5)) << result_of(linear, x);
}

TEST(Int8Linear, BothProductsGiveTheSameIntegers) {
  for (const std::int64_t in : {64, 384, 1536, 4096}) {
    const at::Tensor weight = random({96, in}, 1), bias = random({96}, 2);
    const Int8Linear fast(weight, bias), slow(weight, bias, IntegerProductKernel::fp32);
    const at::Tensor values = QuantizedTensor::of(random({130, in}, 3)).values;
    EXPECT_TRUE(at::equal(fast.multiply(values), slow.multiply(values))) << in;
    EXPECT_TRUE(at::equal(
        slow.multiply(values).to(at::kLong),
        at::mm(values.to(at::kDouble), at::round(weight / (weight.abs().amax(1, true) / 127)).t().to(at::kDouble))
            .to(at::kLong)))
        << in;
  }
}

TEST(Int8Linear, LargestIntegersDoNotOverflow) {
  const std::int64_t in = 4096;
  const Int8Linear linear(at::ones({64, in}), at::zeros({64}));
  for (const int value : {127, -128})
    EXPECT_TRUE(linear.multiply(at::full({64, in}, value, at::kChar)).eq(value * 127 * in).all().item<bool>());
}

TEST(Int8Linear, ErrorIsThatOfEightBits) {
  const at::Tensor weight = random({256, 384}, 4), bias = random({256}, 5), x = random({128, 384}, 6);
  const at::Tensor expected = at::addmm(bias, x, weight.t()), found = result_of(Int8Linear(weight, bias), x);
  // Uniform errors of half a step: about 0.7 % of the result's deviation from each of the two factors.
  const double relative = ((found - expected).square().mean() / expected.square().mean()).sqrt().item<double>();
  EXPECT_LT(relative, 0.02);
  EXPECT_GT(relative, 0.001);
}

TEST(Int8Linear, ThreadsChangeNoBit) {
  const Int8Linear linear(random({512, 384}, 7), random({512}, 8));
  const at::Tensor x = random({333, 384}, 9), one = result_of(linear, x);
  set_threads(3);
  const at::Tensor three = result_of(linear, x);
  set_threads(1);
  EXPECT_TRUE(at::equal(one, three));
}

}  // namespace
}  // namespace thema
