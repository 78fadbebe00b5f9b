// SPDX-License-Identifier: Apache-2.0
#include "thema/model/text_encoder.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "model/model_folder.hpp"
#include "temporary_folder.hpp"
#include "thema/core/error.hpp"
#include "thema/core/matrix_product.hpp"

namespace thema {
namespace {

constexpr BertConfig kTiny{0, 16, 2, 4, 24, 32, 2, 1e-12};  // the vocabulary is that of letters

template <class Action> std::string message_of(const Action& action, ExitCode code = ExitCode::data) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  return "accepted";
}

// Texts of these lengths with ids that differ.
PackedTokens texts_of(const std::vector<std::int32_t>& lengths) {
  PackedTokens tokens;
  for (const std::int32_t length : lengths) {
    std::vector<std::int32_t> ids;
    for (std::int32_t i = 0; i < length; ++i) ids.push_back((7 * i + length) % 58);
    tokens.push_back(ids);
  }
  return tokens;
}

TEST(TextEncoder, E5ShapesLoadAndGiveUnitRows) {
  // e5-base-v2 and e5-large-v2 with two layers and a small vocabulary.
  for (const BertConfig& shape :
       {BertConfig{0, 768, 2, 12, 3072, 512, 2, 1e-12}, BertConfig{0, 1024, 2, 16, 4096, 512, 2, 1e-12}}) {
    const TemporaryFolder folder;
    write_model_folder(folder.path(), shape);
    TextEncoder encoder(folder.path(), {{}, Precision::fp32, AttentionBackend::flash});
    EXPECT_EQ(encoder.width(), shape.width);
    EXPECT_EQ(encoder.positions(), 512);
    std::vector<float> rows(static_cast<std::size_t>(3 * shape.width));
    encoder.encode(texts_of({512, 30, 3}), rows);
    for (const std::int64_t at : {std::int64_t{0}, shape.width, 2 * shape.width})
      EXPECT_NEAR(exact_dot(&rows[static_cast<std::size_t>(at)], &rows[static_cast<std::size_t>(at)], shape.width), 1,
                  1e-6);
  }
}

TEST(TextEncoder, RowDoesNotDependOnItsBatchBeyondRounding) {
  const TemporaryFolder folder;
  write_model_folder(folder.path(), kTiny);
  TextEncoder encoder(folder.path(), {{}, Precision::fp32, AttentionBackend::flash});
  std::vector<float> together(3 * 16), alone(16);
  encoder.encode(texts_of({32, 9, 5}), together);
  encoder.encode(texts_of({9}), alone);
  for (std::size_t i = 0; i < 16; ++i) EXPECT_NEAR(alone[i], together[16 + i], 1e-6);
}

TEST(TextEncoder, RefusesWhatTheModelCannotTake) {
  const TemporaryFolder folder;
  write_model_folder(folder.path(), kTiny);
  TextEncoder encoder(folder.path(), {{}, Precision::fp32, AttentionBackend::flash});
  std::vector<float> row(16);
  PackedTokens unknown;
  unknown.push_back(std::vector<std::int32_t>{2, 58, 3});
  EXPECT_NE(message_of([&] { encoder.encode(unknown, row); }).find("id 58"), std::string::npos);
  EXPECT_NE(message_of([&] { encoder.encode(texts_of({33}), row); }, ExitCode::internal).find("33 tokens"),
            std::string::npos);
  EXPECT_NE(message_of([&] { encoder.encode(texts_of({0}), row); }, ExitCode::internal).find("0 tokens"),
            std::string::npos);
}

// Message for a good folder in which one file is replaced; "" removes the file.
std::string message_with(const std::string& file, const std::string& text) {
  const TemporaryFolder folder;
  write_model_folder(folder.path(), kTiny);
  std::filesystem::create_directories((folder.path() / file).parent_path());
  if (text.empty())
    std::filesystem::remove(folder.path() / file);
  else
    write_text_file(folder.path() / file, text);
  return message_of([&] { const TextEncoder encoder(folder.path(), {}); });
}

std::string config_with(const std::string& key_and_value) {
  BertConfig config = kTiny;
  config.vocabulary = 58;
  std::string json = bert_config_json(config);
  return json.substr(0, json.size() - 1) + "," + key_and_value + "}";
}

TEST(TextEncoder, ConfigurationFaultsAreNamed) {
  EXPECT_NE(message_with("config.json", "").find("config.json is missing"), std::string::npos);
  EXPECT_NE(message_with("config.json", "{").find("not JSON"), std::string::npos);
  EXPECT_NE(message_with("config.json", "[]").find("an object"), std::string::npos);
  EXPECT_NE(message_with("config.json", config_with(R"("model_type":"roberta")")).find("\"bert\""), std::string::npos);
  EXPECT_NE(message_with("config.json", config_with(R"("hidden_act":"gelu_new")")).find("hidden_act"),
            std::string::npos);
  EXPECT_NE(
      message_with("config.json", config_with(R"("position_embedding_type":"relative_key")")).find("\"absolute\""),
      std::string::npos);
  EXPECT_NE(message_with("config.json", config_with(R"("num_attention_heads":3)")).find("a divisor of hidden_size 16"),
            std::string::npos);
  EXPECT_NE(message_with("config.json", config_with(R"("hidden_size":-4)")).find("whole number from 1"),
            std::string::npos);
  EXPECT_NE(message_with("config.json", config_with(R"("hidden_size":"x")")).find("hidden_size is \"x\""),
            std::string::npos);
  EXPECT_NE(message_with("config.json", config_with(R"("layer_norm_eps":0)")).find("layer_norm_eps"),
            std::string::npos);
  EXPECT_EQ(message_with("config.json", config_with(R"("position_embedding_type":null)")), "accepted");
}

TEST(TextEncoder, WeightsFaultsAreNamed) {
  EXPECT_NE(message_with("model.safetensors", "").find("model.safetensors is missing"), std::string::npos);
  EXPECT_NE(message_with("model.safetensors", "short").find("5 bytes"), std::string::npos);
}

std::string modules_with(const std::string& type) {
  return R"([{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},)"
         R"({"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.)" +
         type + "\"}]";
}

std::string message_with_pooling(const std::string& pooling, const std::string& type = "Pooling") {
  const TemporaryFolder folder;
  write_model_folder(folder.path(), kTiny);
  std::filesystem::create_directories(folder.path() / "1_Pooling");
  write_text_file(folder.path() / "modules.json", modules_with(type));
  write_text_file(folder.path() / "1_Pooling/config.json", pooling);
  return message_of([&] { const TextEncoder encoder(folder.path(), {}); });
}

TEST(TextEncoder, AModulesFolderIsInsideTheModels) {
  for (const char* path : {"../1_Pooling", "1_Pooling/../../x", "/etc", ".."}) {
    const std::string modules =
        R"([{"path":")" + std::string(path) + R"(","type":"sentence_transformers.models.Pooling"}])";
    EXPECT_NE(message_with("modules.json", modules).find("a folder inside the model's"), std::string::npos) << path;
  }
}

TEST(TextEncoder, OnlyMeanPoolingIsTaken) {
  const std::string mean = R"({"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true})";
  EXPECT_EQ(message_with_pooling(mean), "accepted");
  EXPECT_EQ(message_with_pooling(R"({"pooling_mode":"mean"})"), "accepted");
  EXPECT_NE(message_with_pooling(R"({"pooling_mode_cls_token":true})").find("pooling_mode_mean_tokens is null"),
            std::string::npos);
  EXPECT_NE(message_with_pooling(R"({"pooling_mode_mean_tokens":false})").find("mean over all tokens"),
            std::string::npos);
  EXPECT_NE(
      message_with_pooling(R"({"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":true})").find("nothing else"),
      std::string::npos);
  EXPECT_NE(message_with_pooling(R"({"pooling_mode":"cls"})").find("mean over all tokens"), std::string::npos);
  EXPECT_NE(message_with_pooling(R"({"pooling_mode":"mean","include_prompt":false})").find("include_prompt"),
            std::string::npos);
  EXPECT_NE(message_with_pooling(mean, "Dense").find("Transformer, Pooling or Normalize"), std::string::npos);
}

TEST(Precision, Fp16IsForGpusAndInt8ForCpus) {
  EXPECT_EQ(choose_precision("auto", Device::Kind::cpu), Precision::fp32);
  EXPECT_EQ(choose_precision("auto", Device::Kind::cuda), Precision::fp16);
  EXPECT_EQ(choose_precision("bf16", Device::Kind::cpu), Precision::bf16);
  EXPECT_NE(message_of([] { choose_precision("fp16", Device::Kind::cpu); }, ExitCode::usage).find("CPU"),
            std::string::npos);
  EXPECT_EQ(choose_precision("int8", Device::Kind::cpu), Precision::int8);
  EXPECT_NE(message_of([] { choose_precision("int8", Device::Kind::cuda); }, ExitCode::usage).find("for a CPU"),
            std::string::npos);
  EXPECT_NE(message_of([] { choose_precision("int4", Device::Kind::cpu); }, ExitCode::usage).find("allowed"),
            std::string::npos);
}

}  // namespace
}  // namespace thema
