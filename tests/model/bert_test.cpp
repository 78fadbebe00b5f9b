// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert.hpp"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>

#include "model/model_folder.hpp"
#include "model/npy_file.hpp"
#include "temporary_folder.hpp"
#include "thema/core/device.hpp"
#include "thema/core/error.hpp"
#include "thema/core/matrix_product.hpp"
#include "thema/model/safetensors.hpp"
#include "thema/model/text_encoder.hpp"

namespace thema {
namespace {

constexpr BertConfig kTiny{20, 16, 2, 4, 24, 32, 2, 1e-12};

// Message of the Error that reading these tensors as a tiny BERT gives.
std::string message_of(const std::vector<NamedTensor>& tensors) {
  const TemporaryFolder folder;
  write_text_file(folder.path() / "model.safetensors", safetensors_bytes(tensors));
  const SafetensorsFile file(folder.path() / "model.safetensors");
  try {
    const BertEncoder bert(kTiny, file, {});
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data);
    return error.what();
  }
  return "accepted";
}

TEST(Bert, TakesCheckpointsWithAndWithoutPrefix) {
  EXPECT_EQ(message_of(random_bert_tensors(kTiny)), "accepted");
  EXPECT_EQ(message_of(random_bert_tensors(kTiny, "bert.")), "accepted");
}

TEST(Bert, MissingTensorIsNamed) {
  auto tensors = random_bert_tensors(kTiny);
  std::erase_if(tensors, [](const NamedTensor& t) { return t.name == "encoder.layer.1.output.dense.bias"; });
  EXPECT_NE(message_of(tensors).find("no tensor 'encoder.layer.1.output.dense.bias'"), std::string::npos);
}

TEST(Bert, UnusedTensorIsNamedUnlessItIsAHead) {
  auto tensors = random_bert_tensors(kTiny);
  tensors.push_back({"cls.predictions.bias", {1}, {0}});
  tensors.push_back({"embeddings.position_ids", {1}, {0}});
  EXPECT_EQ(message_of(tensors), "accepted");
  tensors.push_back({"encoder.layer.2.output.dense.bias", {16}, std::vector<float>(16)});
  EXPECT_NE(message_of(tensors).find("'encoder.layer.2.output.dense.bias' has no place"), std::string::npos);
}

TEST(Bert, WrongShapeIsNamedWithBothShapes) {
  auto tensors = random_bert_tensors(kTiny);
  for (NamedTensor& t : tensors)
    if (t.name == "embeddings.word_embeddings.weight") t.shape = {16, 20};
  const std::string message = message_of(tensors);
  EXPECT_NE(message.find("[16, 20]"), std::string::npos) << message;
  EXPECT_NE(message.find("[20, 16]"), std::string::npos) << message;
}

double cosine(const float* a, const float* b, std::int64_t d) {
  return exact_dot(a, b, d) / std::sqrt(exact_dot(a, a, d) * exact_dot(b, b, d));
}

struct Golden {
  PackedTokens tokens;
  std::vector<float> rows;  // [32, 384]
};

Golden read_golden() {
  const std::filesystem::path folder = std::filesystem::path(std::getenv("THEMA_SOURCE")) / "tests/golden";
  Golden golden;
  golden.tokens.ids = read_npy<std::int32_t>(folder / "embeddings_ids.npy", "<i4");
  golden.tokens.starts = read_npy<std::int32_t>(folder / "embeddings_starts.npy", "<i4");
  golden.rows = read_npy<float>(folder / "embeddings_expected.npy", "<f4");
  return golden;
}

std::vector<float> rows_by_minilm(const Golden& golden, const EncoderPlacement& placement) {
  TextEncoder encoder(minilm_folder(), placement);
  std::vector<float> rows(golden.rows.size());
  encoder.encode(golden.tokens, rows);
  return rows;
}

// Smallest cosine between MiniLM's rows here and those of sentence-transformers.
double smallest_cosine(const EncoderPlacement& placement) {
  const Golden golden = read_golden();
  const std::vector<float> rows = rows_by_minilm(golden, placement);
  double smallest = 1;
  for (std::size_t at = 0; at < rows.size(); at += 384)
    smallest = std::min(smallest, cosine(rows.data() + at, golden.rows.data() + at, 384));
  return smallest;
}

class MiniLm : public testing::TestWithParam<AttentionBackend> {};

TEST_P(MiniLm, GivesTheEmbeddingsOfSentenceTransformers) {
  if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON";
  EXPECT_GT(smallest_cosine({{}, Precision::fp32, GetParam()}), 0.99999);
}

TEST_P(MiniLm, IsCloseInBf16) {
  if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON";
  EXPECT_GT(smallest_cosine({{}, Precision::bf16, GetParam()}), 0.999);  // 8 bits of mantissa
}

TEST_P(MiniLm, IsCloseInInt8) {
  if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON";
  EXPECT_GT(smallest_cosine({{}, Precision::int8, GetParam()}), 0.99);
}

// `threads` is no part of a fingerprint: it may not change a bit. All texts at once, and a single one, whose products
// are so small that a library may divide them another way.
TEST_P(MiniLm, GivesTheSameBitsWithAnyNumberOfThreads) {
  if (minilm_folder().empty()) GTEST_SKIP() << "no all-MiniLM-L6-v2 under THEMA_PYTHON";
  const Golden all = read_golden();
  Golden single;
  single.tokens.push_back(std::span(all.tokens.ids).first(static_cast<std::size_t>(all.tokens.length(0))));
  single.rows.resize(384);
  for (const Precision precision : {Precision::fp32, Precision::bf16, Precision::int8})
    for (const Golden* texts : std::initializer_list<const Golden*>{&all, &single}) {
      const EncoderPlacement placement{{}, precision, GetParam()};
      const std::vector<float> one = rows_by_minilm(*texts, placement);
      for (const int threads : {2, 3}) {
        set_threads(threads);
        EXPECT_EQ(at::get_num_threads(), threads);
        EXPECT_TRUE(rows_by_minilm(*texts, placement) == one)
            << name_of(precision) << ", " << threads << " threads, " << texts->tokens.texts() << " texts";
        set_threads(1);
      }
    }
}

INSTANTIATE_TEST_SUITE_P(Backends, MiniLm,
                         testing::Values(AttentionBackend::packed, AttentionBackend::flash, AttentionBackend::math),
                         [](const auto& of) { return name_of(of.param); });

}  // namespace
}  // namespace thema
