// SPDX-License-Identifier: Apache-2.0
#include "thema/model/linear.hpp"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

namespace thema {
namespace {

at::Tensor random(at::IntArrayRef shape, std::uint64_t seed) {
  return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat);
}

double largest_difference(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kDouble) - b).abs().max().item<double>();
}

class LinearOf : public testing::TestWithParam<at::ScalarType> {};

TEST_P(LinearOf, IsTheProductInDoublePrecisionUpToRounding) {
  const at::Tensor weight = random({80, 64}, 1), bias = random({80}, 2), x = random({70, 64}, 3);
  const auto typed = [](const at::Tensor& t) { return t.to(GetParam()); };
  const auto wide = [&](const at::Tensor& t) { return typed(t).to(at::kDouble); };
  const Linear linear(typed(weight), typed(bias));
  const at::Tensor y = at::addmm(wide(bias), wide(x), wide(weight).t());
  const double bound = GetParam() == at::kFloat ? 2e-5 : 0.15;  // values up to 30 in bf16
  EXPECT_LT(largest_difference(linear.apply(typed(x)), y), bound);
  EXPECT_LT(largest_difference(linear.apply_gelu(typed(x), Gelu::erf), at::gelu(y)), bound);
  EXPECT_LT(largest_difference(linear.apply_gelu(typed(x), Gelu::tanh), at::gelu(y, "tanh")), bound);
}

TEST(Linear, TheTwoFormsOfGeluDiffer) {
  const Linear linear(at::eye(64), at::zeros({64}));
  const at::Tensor x = random({64, 64}, 4);
  const double difference =
      (linear.apply_gelu(x, Gelu::erf) - linear.apply_gelu(x, Gelu::tanh)).abs().max().item<double>();
  EXPECT_GT(difference, 1e-4);
  EXPECT_LT(difference, 1e-3);  // 4.7e-4 at most (Hendrycks and Gimpel's approximation)
}

INSTANTIATE_TEST_SUITE_P(Types, LinearOf, testing::Values(at::kFloat, at::kBFloat16),
                         [](const auto& of) { return std::string(c10::toString(of.param)); });

}  // namespace
}  // namespace thema
