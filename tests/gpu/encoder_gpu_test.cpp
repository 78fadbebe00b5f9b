// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "model/minilm_golden.hpp"
#include "thema/bench/attention_reference.hpp"
#include "thema/core/error.hpp"
#include "thema/model/fp8_linear.hpp"

namespace thema {
namespace {

const Device kGpu{Device::Kind::cuda, 0};

class AttentionOnGpu : public testing::TestWithParam<AttentionBackend> {};

TEST_P(AttentionOnGpu, IsTheDefinition) {
  constexpr std::int64_t texts = 5, length = 77, heads = 4;
  for (const std::int64_t width : {32, 64})
    for (const Precision precision : {Precision::fp16, Precision::bf16}) {
      if (const auto reason = why_not(GetParam(), {kGpu, precision, width})) GTEST_SKIP() << *reason;
      const at::Tensor qkv =
          at::randn({texts * length, 3, heads, width}, at::detail::createCPUGenerator(1), at::kFloat)
              .to(at::Device(at::kCUDA, 0), precision == Precision::fp16 ? at::kHalf : at::kBFloat16);
      std::vector<std::int32_t> starts;
      for (std::int32_t text = 0; text <= texts; ++text) starts.push_back(text * static_cast<std::int32_t>(length));
      const PackedTexts packed{starts, at::tensor(starts, at::kInt).to(qkv.device()), length};
      at::Tensor out = at::empty({texts * length, heads, width}, qkv.options());
      attend(qkv, packed, GetParam(), out);
      EXPECT_NO_THROW(bench::require_acceptable(
          bench::deviation(out, bench::reference_attention(qkv, length), precision), name_of(GetParam())));
    }
}

INSTANTIATE_TEST_SUITE_P(Backends, AttentionOnGpu,
                         testing::Values(AttentionBackend::flash, AttentionBackend::efficient, AttentionBackend::cudnn,
                                         AttentionBackend::math),
                         [](const auto& of) { return name_of(of.param); });

struct Mode {
  Precision precision;
  AttentionBackend attention;
  Launches launches;
  double cosine;  // to sentence-transformers in fp32
};

class MiniLmOnGpu : public testing::TestWithParam<Mode> {};

TEST_P(MiniLmOnGpu, GivesTheEmbeddingsOfSentenceTransformers) {
  if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON or THEMA_MINILM";
  const Mode mode = GetParam();
  EXPECT_GT(smallest_cosine({kGpu, mode.precision, mode.attention, Gelu::erf, mode.launches}), mode.cosine);
}

INSTANTIATE_TEST_SUITE_P(
    Modes, MiniLmOnGpu,
    testing::Values(Mode{Precision::fp32, AttentionBackend::math, Launches::one_by_one, 0.99999},
                    Mode{Precision::fp32, AttentionBackend::efficient, Launches::one_by_one, 0.99999},
                    Mode{Precision::fp16, AttentionBackend::flash, Launches::one_by_one, 0.9999},
                    Mode{Precision::fp16, AttentionBackend::flash, Launches::as_graphs, 0.9999},
                    Mode{Precision::fp16, AttentionBackend::efficient, Launches::as_graphs, 0.9999},
                    Mode{Precision::fp16, AttentionBackend::cudnn, Launches::one_by_one, 0.9999},
                    Mode{Precision::bf16, AttentionBackend::flash, Launches::one_by_one, 0.999},
                    Mode{Precision::fp8, AttentionBackend::flash, Launches::one_by_one, 0.98}),
    [](const auto& of) {
      return name_of(of.param.precision) + "_" + name_of(of.param.attention) +
             (of.param.launches == Launches::as_graphs ? "_graphs" : "");
    });

// More batches than are under way at a time, started one after the other, give the bits of one by one; twice.
TEST(EncoderOnGpu, BatchesUnderWayDoNotDisturbEachOther) {
  if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON or THEMA_MINILM";
  const Golden golden = read_golden();
  for (const Launches launches : {Launches::one_by_one, Launches::as_graphs}) {
    TextEncoder encoder(minilm_folder(), {kGpu, Precision::fp16, AttentionBackend::flash, Gelu::erf, launches});
    std::vector<PackedTokens> batches(static_cast<std::size_t>(golden.tokens.texts()));
    for (std::size_t text = 0; text < batches.size(); ++text)
      batches[text].push_back(std::span(golden.tokens.ids)
                                  .subspan(static_cast<std::size_t>(golden.tokens.starts[text]),
                                           static_cast<std::size_t>(golden.tokens.length(text))));
    std::int64_t last = 0;
    std::vector<float> alone(golden.rows.size()), together(golden.rows.size());
    for (std::size_t text = 0; text < batches.size(); ++text)
      encoder.encode(batches[text], std::span(alone).subspan(text * 384, 384));
    for (std::size_t text = 0; text < batches.size(); ++text)
      last = encoder.start(batches[text], std::span(together).subspan(text * 384, 384));
    encoder.finish(last);
    EXPECT_TRUE(alone == together);
  }
}

TEST(EncoderOnGpu, TooLargeABatchIsRefusedWithWhatFits) {
  constexpr BertConfig large{30522, 1024, 24, 16, 4096, 512, 2, 1e-12};
  TextEncoder encoder(large, RandomWeights(large, 1), {kGpu, Precision::fp16, AttentionBackend::flash});
  const std::int64_t tokens = 2 * memory_of(kGpu).total / (2 * (8 * 1024 + 4096));  // twice what there is
  PackedTokens batch;
  const std::vector<std::int32_t> text(512, 7);
  for (std::int64_t t = 0; t < tokens; t += 512) batch.push_back(text);
  std::vector<float> rows(static_cast<std::size_t>(batch.texts() * 1024));
  try {
    encoder.encode(batch, rows);
    ADD_FAILURE() << "accepted " << tokens << " tokens";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_NE(std::string(error.what()).find("encode.token_budget up to"), std::string::npos) << error.what();
  }
}

TEST(Fp8LinearOnGpu, IsTheProductUpToItsRounding) {
  const at::Device gpu(at::kCUDA, 0);
  const auto random = [&](at::IntArrayRef shape, std::uint64_t seed) {
    return at::randn(shape, at::detail::createCPUGenerator(seed), at::kFloat).to(gpu, at::kBFloat16);
  };
  const at::Tensor weight = random({256, 384}, 1), bias = random({256}, 2), x = random({128, 384}, 3);
  const at::Tensor expected = at::addmm(bias.to(at::kFloat), x.to(at::kFloat), weight.to(at::kFloat).t());
  const at::Tensor found = Fp8Linear(weight, bias).apply(x).to(at::kFloat);
  // Each factor has an error of 2.6 % (root mean square over a step of 1/8), so a sum of products 3.7 %.
  const double relative = ((found - expected).square().mean() / expected.square().mean()).sqrt().item<double>();
  EXPECT_LT(relative, 0.06);
  EXPECT_GT(relative, 0.005);
}

}  // namespace
}  // namespace thema
