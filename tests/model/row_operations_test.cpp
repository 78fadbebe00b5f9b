// SPDX-License-Identifier: Apache-2.0
// Beside libtorch's operations in double precision.
#include "thema/model/row_operations.hpp"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "thema/core/device.hpp"

namespace thema {
namespace {

at::Tensor random(at::IntArrayRef shape, at::ScalarType type, std::uint64_t seed) {
  return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat).to(type);
}

double largest_difference(const at::Tensor& a, const at::Tensor& b) {
  return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

class RowOperations : public testing::TestWithParam<at::ScalarType> {
 protected:
  // Results of size 4 and less: an absolute bound of some roundings.
  static double bound() { return GetParam() == at::kFloat ? 2e-6 : GetParam() == at::kHalf ? 4e-3 : 3.2e-2; }
};

TEST_P(RowOperations, AddAndNormalise) {
  for (const std::int64_t d : {16, 37, 384, 1024}) {
    const at::Tensor x = random({70, d}, GetParam(), 1), y = random({70, d}, GetParam(), 2);
    const NormWeights norm{random({d}, at::kFloat, 3), random({d}, at::kFloat, 4), 1e-12};
    const at::Tensor found = add_and_normalise(x, y, norm);
    ASSERT_EQ(found.scalar_type(), GetParam());
    const auto wide = [](const at::Tensor& t) { return t.to(at::kDouble); };
    const at::Tensor expected = at::layer_norm(wide(x) + wide(y), {d}, wide(norm.weight), wide(norm.bias), 1e-12);
    EXPECT_LT(largest_difference(found, expected), 4 * bound()) << d;  // values up to 16
  }
}

TEST_P(RowOperations, EmbedAndNormalise) {
  constexpr std::int64_t d = 48;
  const at::Tensor words = random({9, d}, GetParam(), 5), table = random({5, d}, GetParam(), 6);
  const at::Tensor ids = at::tensor({8, 0, 3, 3}).to(at::kInt), places = at::tensor({0, 4, 2, 3}).to(at::kInt);
  const NormWeights norm{random({d}, at::kFloat, 7), random({d}, at::kFloat, 8), 1e-12};
  const at::Tensor sum = words.index_select(0, ids).to(at::kDouble) + table.index_select(0, places).to(at::kDouble);
  const at::Tensor expected = at::layer_norm(sum, {d}, norm.weight.to(at::kDouble), norm.bias.to(at::kDouble), 1e-12);
  EXPECT_LT(largest_difference(embed_and_normalise(words, ids, table, places, norm), expected), 4 * bound());
}

TEST_P(RowOperations, AddBiasAndGelu) {
  at::Tensor x = random({65, 37}, GetParam(), 9);
  const at::Tensor bias = random({37}, GetParam(), 10);
  const at::Tensor expected = at::gelu(x.to(at::kDouble) + bias.to(at::kDouble));
  add_bias_and_gelu(x, bias);
  EXPECT_LT(largest_difference(x, expected), bound());
}

TEST_P(RowOperations, ThreadsChangeNoBit) {
  const at::Tensor x = random({300, 384}, GetParam(), 11), y = random({300, 384}, GetParam(), 12);
  const NormWeights norm{random({384}, at::kFloat, 13), random({384}, at::kFloat, 14), 1e-12};
  const at::Tensor one = add_and_normalise(x, y, norm);
  set_threads(3);
  const at::Tensor three = add_and_normalise(x, y, norm);
  set_threads(1);
  EXPECT_TRUE(at::equal(one, three));
}

INSTANTIATE_TEST_SUITE_P(Types, RowOperations, testing::Values(at::kFloat, at::kHalf, at::kBFloat16),
                         [](const auto& of) { return std::string(c10::toString(of.param)); });

}  // namespace
}  // namespace thema
