// SPDX-License-Identifier: Apache-2.0
#include "thema/model/attention.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "thema/core/error.hpp"
#include "thema/core/random.hpp"

namespace thema {
namespace {

constexpr std::int64_t kHeads = 3, kWidth = 16;

at::Tensor random_qkv(std::int64_t tokens) {
  at::Tensor qkv = at::empty({tokens, 3, kHeads, kWidth});
  float* values = qkv.mutable_data_ptr<float>();
  for (std::int64_t i = 0; i < qkv.numel(); ++i)
    values[i] = static_cast<float>(4 * random_unit(3, Draw::test, static_cast<std::uint64_t>(i)) - 2);
  return qkv;
}

PackedTexts packed(const std::vector<std::int32_t>& starts) {
  PackedTexts texts{starts, at::tensor(starts, at::kInt), 0};
  for (std::size_t i = 0; i + 1 < starts.size(); ++i)
    texts.longest = std::max<std::int64_t>(texts.longest, starts[i + 1] - starts[i]);
  return texts;
}

// softmax(q k^T / sqrt(D)) v of one token and head over the tokens [first, last), in double, by the definition.
std::vector<double> reference(const float* qkv, std::int64_t token, std::int64_t head, std::int32_t first,
                              std::int32_t last) {
  const auto at = [&](std::int64_t t, std::int64_t part) { return qkv + ((t * 3 + part) * kHeads + head) * kWidth; };
  std::vector<double> weights, result(kWidth, 0.0);
  double total = 0;
  for (std::int64_t t = first; t < last; ++t) {
    double score = 0;
    for (std::int64_t i = 0; i < kWidth; ++i) score += double{at(token, 0)[i]} * double{at(t, 1)[i]};
    weights.push_back(std::exp(score / std::sqrt(double{kWidth})));
    total += weights.back();
  }
  for (std::int64_t t = first; t < last; ++t)
    for (std::int64_t i = 0; i < kWidth; ++i)
      result[static_cast<std::size_t>(i)] += weights[static_cast<std::size_t>(t - first)] / total * double{at(t, 2)[i]};
  return result;
}

double largest_error(AttentionBackend backend, const std::vector<std::int32_t>& starts) {
  const std::int64_t tokens = starts.back();
  const at::Tensor qkv = random_qkv(tokens);
  at::Tensor out = at::full({tokens, kHeads, kWidth}, std::nan(""));
  attend(qkv, packed(starts), backend, out);
  const float* in = qkv.const_data_ptr<float>();
  const float* found = out.const_data_ptr<float>();
  double worst = 0;
  for (std::size_t text = 0; text + 1 < starts.size(); ++text)
    for (std::int64_t token = starts[text]; token < starts[text + 1]; ++token)
      for (std::int64_t head = 0; head < kHeads; ++head) {
        const auto expected = reference(in, token, head, starts[text], starts[text + 1]);
        for (std::int64_t i = 0; i < kWidth; ++i) {
          const double error =
              std::abs(found[(token * kHeads + head) * kWidth + i] - expected[static_cast<std::size_t>(i)]);
          worst = error >= 0 ? std::max(worst, error) : INFINITY;  // also when it is not a number
        }
      }
  return worst;
}

class AttentionOnCpu : public testing::TestWithParam<AttentionBackend> {};

TEST_P(AttentionOnCpu, IsTheDefinitionForPackedTexts) {
  EXPECT_LT(largest_error(GetParam(), {0, 40, 80, 119, 130, 131, 132}), 2e-6);  // lengths 40, 40, 39, 11, 1, 1
}

TEST_P(AttentionOnCpu, IsTheDefinitionForOneLongText) { EXPECT_LT(largest_error(GetParam(), {0, 300}), 2e-6); }

TEST_P(AttentionOnCpu, KeepsATextApartFromItsNeighbours) {
  const at::Tensor qkv = random_qkv(60);
  at::Tensor together = at::empty({60, kHeads, kWidth}), alone = at::empty({20, kHeads, kWidth});
  attend(qkv, packed({0, 20, 40, 60}), GetParam(), together);
  attend(qkv.narrow(0, 20, 20), packed({0, 20}), GetParam(), alone);
  EXPECT_TRUE(at::allclose(together.narrow(0, 20, 20), alone, 0, 1e-6));
}

TEST(Attention, PackedTextsDoNotDependOnTheTextsBesideThem) {
  const at::Tensor qkv = random_qkv(60);
  at::Tensor together = at::empty({60, kHeads, kWidth}), alone = at::empty({20, kHeads, kWidth});
  attend(qkv, packed({0, 17, 37, 60}), AttentionBackend::packed, together);
  attend(qkv.narrow(0, 17, 20), packed({0, 20}), AttentionBackend::packed, alone);
  EXPECT_TRUE(at::equal(together.narrow(0, 17, 20), alone));
}

// Scores of +-80 and more: the largest is taken off before the exponential.
TEST(Attention, PackedBearsLargeScores) {
  at::Tensor qkv = random_qkv(30) * 20, found = at::empty({30, kHeads, kWidth}), expected = at::empty_like(found);
  attend(qkv, packed({0, 30}), AttentionBackend::packed, found);
  attend(qkv, packed({0, 30}), AttentionBackend::math, expected);
  EXPECT_TRUE(at::allclose(found, expected, 1e-4, 1e-4));
}

INSTANTIATE_TEST_SUITE_P(Backends, AttentionOnCpu,
                         testing::Values(AttentionBackend::packed, AttentionBackend::flash, AttentionBackend::math),
                         [](const auto& of) { return name_of(of.param); });

TEST(Attention, AutoTakesThePackedKernelOnACpuWhereItCan) {
  EXPECT_EQ(choose_attention("auto", {}), AttentionBackend::packed);
  AttentionCase odd;
  odd.head_width = 24;  // no multiple of 16
  EXPECT_EQ(choose_attention("auto", odd), AttentionBackend::flash);
  EXPECT_EQ(choose_attention("math", {}), AttentionBackend::math);
}

TEST(Attention, WhatCannotBeDoneIsRefusedWithTheReason) {
  for (const char* asked : {"efficient", "cudnn"}) {
    try {
      choose_attention(asked, {});
      ADD_FAILURE() << asked << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::usage);
      EXPECT_NE(std::string(error.what()).find("CUDA kernel"), std::string::npos) << error.what();
    }
  }
  EXPECT_THROW(choose_attention("fast", {}), Error);
}

TEST(Attention, DescriptionNamesEveryBackend) {
  const auto lines = describe_attention({});
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0], "flash: yes");
  EXPECT_EQ(lines[1].rfind("efficient: no, it is a CUDA kernel", 0), 0u) << lines[1];
  EXPECT_EQ(lines[3], "math: yes");
  EXPECT_EQ(lines[4], "packed: yes");
}

}  // namespace
}  // namespace thema
