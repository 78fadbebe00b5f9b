// SPDX-License-Identifier: Apache-2.0
#include "thema/bench/attention_benchmark.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "test_context.hpp"
#include "thema/bench/attention_reference.hpp"
#include "thema/core/error.hpp"

namespace thema::bench {
namespace {

BenchOptions small_options() {
  BenchOptions options;
  options.repetitions = 2;
  options.lengths = {16, 40};
  options.head_widths = {32};
  options.heads = 2;
  options.tokens = 100;
  options.dtypes = {"fp32", "bf16"};
  return options;
}

const Field* field(const Fields& row, const std::string& name) {
  for (const Field& one : row)
    if (one.name == name) return &one;
  return nullptr;
}

std::string text_of(const Fields& row, const std::string& name) {
  return std::get<std::string>(field(row, name)->value);
}
std::int64_t whole_of(const Fields& row, const std::string& name) {
  return std::get<std::int64_t>(field(row, name)->value);
}

// Two tokens, one head of one: q = (1, 0), k = (2, 0), v = (10, 20). Token 0 has the scores 2 and 0, token 1 none.
TEST(AttentionReference, ByHand) {
  const at::Tensor qkv = at::tensor({1.0, 2.0, 10.0, 0.0, 0.0, 20.0}, at::kDouble).view({2, 3, 1, 1});
  const at::Tensor out = reference_attention(qkv, 2);
  const double e2 = std::exp(2.0);
  EXPECT_NEAR(out[0].item<double>(), (10 * e2 + 20) / (e2 + 1), 1e-12);
  EXPECT_NEAR(out[1].item<double>(), 15, 1e-12);
  EXPECT_NEAR(reference_attention(qkv, 1)[0].item<double>(), 10, 1e-12);  // each token a text of its own
}

TEST(AttentionReference, DeviationIsTheLargestAndNotANumberIsInfinite) {
  const at::Tensor reference = at::tensor({2.0, -4.0, 1.0}, at::kDouble);
  const Deviation near = deviation(at::tensor({2.0f, -4.0f, 1.00003f}), reference, Precision::fp32);
  EXPECT_NEAR(near.largest, 3e-5, 1e-7);
  EXPECT_NEAR(near.bound, 4e-5, 1e-12);
  EXPECT_TRUE(near.acceptable());
  EXPECT_FALSE(deviation(at::tensor({2.0f, -4.0f, 1.00005f}), reference, Precision::fp32).acceptable());
  EXPECT_FALSE(deviation(at::tensor({2.0f, NAN, 1.0f}), reference, Precision::bf16).acceptable());
}

TEST(AttentionBenchmark, EveryRowIsMeasuredOrSaysWhyNot) {
  const Context context = test_context();
  const Report report = benchmark_attention(context, small_options(), attend);
  ASSERT_EQ(report.rows.size(), 2u * 2u * 6u);
  std::int64_t measured = 0;
  for (const Fields& row : report.rows) {
    const std::string backend = text_of(row, "backend");
    const bool can = backend == "packed" || backend == "flash" || backend == "math" ||
                     (backend == "math_no_upcast" && text_of(row, "dtype") == "bf16");
    EXPECT_EQ(field(row, Report::why_not) == nullptr, can) << backend;
    if (!can) continue;
    ++measured;
    const std::int64_t length = whole_of(row, "length"), texts = length == 16 ? 6 : 2;  // of 100 tokens
    EXPECT_EQ(whole_of(row, "flop"), context.comm.size() * texts * 4 * length * length * 2 * 32);
    EXPECT_EQ(std::get<Measurement>(field(row, "seconds")->value).seconds.size(), 2u);
    EXPECT_GT(std::get<MedianInterval>(field(row, "tflops")->value).median, 0);
    EXPECT_LE(std::get<double>(field(row, "largest_error")->value),
              std::get<double>(field(row, "allowed_error")->value));
  }
  EXPECT_EQ(measured, 2 * 3 + 2 * 4);
}

// The scores of all texts and heads, and their softmax: two arrays of fp32.
TEST(AttentionBenchmark, MathHoldsTheScores) {
  BenchOptions options = small_options();
  options.dtypes = {"fp32"};
  options.lengths = {40};
  options.backends = {"math", "flash"};
  const Report report = benchmark_attention(test_context(), options, attend);
  ASSERT_EQ(report.rows.size(), 2u);
  const std::int64_t scores = 2 * 2 * 40 * 40 * 4;  // texts, heads, S^2, bytes
  EXPECT_GE(whole_of(report.rows[1], "extra_bytes"), 2 * scores);
  EXPECT_EQ(text_of(report.rows[1], "backend"), "math");
}

void forget_the_scale(const at::Tensor& qkv, const PackedTexts& texts, AttentionBackend backend, at::Tensor& out) {
  at::Tensor scaled = qkv.clone();
  scaled.select(1, 0).mul_(2);
  attend(backend == AttentionBackend::flash ? scaled : qkv, texts, backend, out);
}

void leave_out_unwritten(const at::Tensor&, const PackedTexts&, AttentionBackend, at::Tensor& out) { out.zero_(); }

void mix_texts(const at::Tensor& qkv, const PackedTexts& texts, AttentionBackend backend, at::Tensor& out) {
  const std::vector<std::int32_t> one{0, static_cast<std::int32_t>(texts.tokens())};
  attend(qkv, {one, at::tensor(one, at::kInt), texts.tokens()}, backend, out);
}

TEST(AttentionBenchmark, AWrongBackendStopsItBeforeItIsTimed) {
  for (const AttentionFunction& wrong :
       {AttentionFunction(forget_the_scale), AttentionFunction(leave_out_unwritten), AttentionFunction(mix_texts)})
    for (const char* dtype : {"fp32", "bf16"}) {
      BenchOptions options = small_options();
      options.dtypes = {dtype};
      options.backends = {"flash", "math"};
      std::int64_t calls = 0;
      const auto counting = [&](const at::Tensor& qkv, const PackedTexts& texts, AttentionBackend backend,
                                at::Tensor& out) {
        ++calls;
        wrong(qkv, texts, backend, out);
      };
      try {
        benchmark_attention(test_context(), options, counting);
        ADD_FAILURE() << "a wrong result was timed";
      } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("flash in " + std::string(dtype)), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("is wrong"), std::string::npos) << error.what();
      }
      EXPECT_EQ(calls, 1);
    }
}

TEST(AttentionBenchmark, WhatCannotBeAskedForIsRefused) {
  BenchOptions options = small_options();
  options.lengths = {101};
  try {
    attention_shapes(options, Device::Kind::cpu);
    ADD_FAILURE() << "a text longer than the row was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_NE(std::string(error.what()).find("101"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("bench.tokens"), std::string::npos);
  }
  options = small_options();
  options.dtypes = {"fp8"};
  EXPECT_THROW(attention_shapes(options, Device::Kind::cpu), Error);
}

TEST(AttentionBenchmark, DefaultsAreThoseOfTheDevice) {
  const auto cpu = attention_shapes({}, Device::Kind::cpu), gpu = attention_shapes({}, Device::Kind::cuda);
  ASSERT_EQ(cpu.size(), 2u * 2u * 8u);
  EXPECT_EQ(cpu.front().precision, Precision::fp32);
  EXPECT_EQ(cpu.front().texts, 4096 / 64);
  EXPECT_EQ(cpu.front().tokens() * cpu.front().heads, 2048 * 12);
  EXPECT_EQ(gpu.front().precision, Precision::fp16);
  EXPECT_EQ(gpu.back().precision, Precision::bf16);
  EXPECT_EQ(gpu.back().texts, 4);
}

}  // namespace
}  // namespace thema::bench
