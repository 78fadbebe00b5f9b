// SPDX-License-Identifier: Apache-2.0
// The kernels on a GPU beside those on the CPU, which are tested against libtorch in double precision.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "thema/core/device.hpp"
#include "thema/model/row_operations.hpp"

namespace thema {
namespace {

at::Tensor random(at::IntArrayRef shape, at::ScalarType type, std::uint64_t seed) {
  return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat).to(type);
}

double largest_difference(const at::Tensor& gpu, const at::Tensor& cpu) {
  return (gpu.cpu().to(at::kDouble) - cpu.to(at::kDouble)).abs().max().item<double>();
}

class RowOperationsOnGpu : public testing::TestWithParam<at::ScalarType> {
 protected:
  // A rounding of values up to 16.
  static double bound() { return GetParam() == at::kFloat ? 1e-5 : GetParam() == at::kHalf ? 1.6e-2 : 0.13; }
  static NormWeights norm(std::int64_t d, const at::Device& device) {
    return {random({d}, at::kFloat, 3).to(device), random({d}, at::kFloat, 4).to(device), 1e-12};
  }
  const at::Device gpu_{at::kCUDA, 0};
};

TEST_P(RowOperationsOnGpu, AddAndNormalise) {
  for (const std::int64_t d : {16, 37, 384, 1024}) {
    const at::Tensor x = random({700, d}, GetParam(), 1), y = random({700, d}, GetParam(), 2);
    const at::Tensor found = add_and_normalise(x.to(gpu_), y.to(gpu_), norm(d, gpu_));
    EXPECT_LT(largest_difference(found, add_and_normalise(x, y, norm(d, at::kCPU))), bound()) << d;
  }
}

TEST_P(RowOperationsOnGpu, EmbedAndNormalise) {
  constexpr std::int64_t d = 384;
  const at::Tensor words = random({100, d}, GetParam(), 5), table = random({50, d}, GetParam(), 6);
  const at::Tensor ids = at::arange(90, at::kInt), places = at::arange(90, at::kInt).remainder(50).to(at::kInt);
  const at::Tensor found =
      embed_and_normalise(words.to(gpu_), ids.to(gpu_), table.to(gpu_), places.to(gpu_), norm(d, gpu_));
  EXPECT_LT(largest_difference(found, embed_and_normalise(words, ids, table, places, norm(d, at::kCPU))), bound());
}

TEST_P(RowOperationsOnGpu, AddBiasAndGelu) {
  at::Tensor x = random({65, 1536}, GetParam(), 9), on_gpu = x.to(gpu_);
  const at::Tensor bias = random({1536}, GetParam(), 10);
  add_bias_and_gelu(x, bias);
  add_bias_and_gelu(on_gpu, bias.to(gpu_));
  EXPECT_LT(largest_difference(on_gpu, x), bound());
}

TEST_P(RowOperationsOnGpu, MeanOfTokens) {
  const at::Tensor hidden = random({300, 384}, GetParam(), 11);
  const at::Tensor starts = at::tensor({0, 1, 200, 200, 300}).to(at::kInt);
  EXPECT_LT(largest_difference(mean_of_tokens(hidden.to(gpu_), starts.to(gpu_)), mean_of_tokens(hidden, starts)), 1e-6);
}

TEST_P(RowOperationsOnGpu, GivesTheSameBitsTwice) {
  const at::Tensor x = random({700, 1024}, GetParam(), 12).to(gpu_), y = random({700, 1024}, GetParam(), 13).to(gpu_);
  const at::Tensor first = add_and_normalise(x, y, norm(1024, gpu_));
  for (int repetition = 0; repetition < 5; ++repetition)
    EXPECT_TRUE(at::equal(add_and_normalise(x, y, norm(1024, gpu_)), first));
}

INSTANTIATE_TEST_SUITE_P(Types, RowOperationsOnGpu, testing::Values(at::kFloat, at::kHalf, at::kBFloat16),
                         [](const auto& of) { return std::string(c10::toString(of.param)); });

}  // namespace
}  // namespace thema
