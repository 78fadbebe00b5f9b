// SPDX-License-Identifier: Apache-2.0
// The product itself needs a GPU: tests/gpu.
#include "thema/model/fp8_linear.hpp"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

namespace thema {
namespace {

TEST(Fp8Rows, AreWithinTheRoundingOfE4m3) {
  const at::Tensor x = at::randn({50, 300}, at::detail::createCPUGenerator(1), at::kFloat);
  const Fp8Rows rows = quantize_to_fp8(x);
  const at::Tensor back = rows.values.to(at::kFloat) * rows.scale;
  // 3 bits of fraction: half a step is 1/16 of a number; below 2^-6 of the scaled numbers steps are 2^-9.
  const at::Tensor allowed = at::maximum(x.abs() / 16, rows.scale * 0x1.0p-10F) * 1.0001F;
  EXPECT_TRUE((back - x).abs().le(allowed).all().item<bool>());
  EXPECT_TRUE(at::allclose(rows.values.to(at::kFloat).abs().amax(1), at::full({50}, 448.0F)));
}

TEST(Fp8Rows, OfZerosStayZeros) {
  const Fp8Rows rows = quantize_to_fp8(at::zeros({2, 16}));
  EXPECT_TRUE((rows.values.to(at::kFloat) * rows.scale).eq(0).all().item<bool>());
}

}  // namespace
}  // namespace thema
