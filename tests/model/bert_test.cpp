// SPDX-License-Identifier: Apache-2.0
#include "thema/model/bert.hpp"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>

#include "model/minilm_golden.hpp"
#include "model/model_folder.hpp"
#include "temporary_folder.hpp"
#include "thema/core/device.hpp"
#include "thema/core/error.hpp"
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
