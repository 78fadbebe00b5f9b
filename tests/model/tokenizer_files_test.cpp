// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "temporary_folder.hpp"
#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema {
namespace {

using Ids = std::vector<std::int32_t>;
using Json = nlohmann::json;

Json document() {
  return Json::parse(R"({
    "truncation": {"max_length": 3}, "padding": null,
    "added_tokens": [{"id": 3, "content": "[SEP]", "single_word": false, "lstrip": false, "rstrip": false,
                      "normalized": false, "special": true}],
    "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null,
                   "lowercase": true},
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": {"type": "TemplateProcessing",
      "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                 {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
      "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                         "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
    "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
              "max_input_chars_per_word": 100,
              "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 4, "##b": 5, "é": 6, "e": 7, "B": 8}}})");
}

Ids encode(const TemporaryFolder& folder, std::string_view text) {
  Ids ids;
  Tokenizer::load(folder.path()).encode(text, 256, ids);
  return ids;
}

Ids encode(const Json& json, std::string_view text) {
  const TemporaryFolder folder;
  folder.write("tokenizer.json", json.dump());
  return encode(folder, text);
}

// The message of the Error of kind `data` that reading the folder gives.
std::string refusal(const TemporaryFolder& folder) {
  try {
    read_tokenizer(folder.path());
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data);
    return error.what();
  }
  ADD_FAILURE() << "nothing thrown";
  return {};
}

std::string refusal(const Json& json) {
  const TemporaryFolder folder;
  folder.write("tokenizer.json", json.dump());
  return refusal(folder);
}

void expect_says(const std::string& message, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) EXPECT_NE(message.find(part), std::string::npos) << part << " in: " << message;
}

TEST(TokenizerJson, IsReadWithoutItsTruncation) {
  EXPECT_EQ(encode(document(), "ab É [SEP] a a"), (Ids{2, 4, 5, 7, 3, 4, 4, 3}));
}

TEST(TokenizerJson, FlagsOfTheNormaliserCount) {
  Json json = document();
  json["normalizer"]["lowercase"] = false;  // and so accents stay
  EXPECT_EQ(encode(json, "B é"), (Ids{2, 8, 6, 3}));
  json["normalizer"]["strip_accents"] = true;
  EXPECT_EQ(encode(json, "B é"), (Ids{2, 8, 7, 3}));
}

TEST(TokenizerJson, BertProcessingIsTheSameAsTheTemplate) {
  Json json = document();
  json["post_processor"] = Json::parse(R"({"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]})");
  EXPECT_EQ(encode(json, "ab"), (Ids{2, 4, 5, 3}));
}

TEST(TokenizerJson, AnotherKindIsRefusedByName) {
  Json json = document();
  json["model"]["type"] = "BPE";
  expect_says(refusal(json), {"tokenizer.json", "model.type", "\"BPE\"", "\"WordPiece\""});
  json = document();
  json["normalizer"] = {{"type", "NFKC"}};
  expect_says(refusal(json), {"normalizer.type", "\"NFKC\"", "\"BertNormalizer\""});
  json = document();
  json["normalizer"] = nullptr;
  expect_says(refusal(json), {"normalizer", "missing or null"});
  json = document();
  json["pre_tokenizer"]["type"] = "Whitespace";
  expect_says(refusal(json), {"pre_tokenizer.type", "\"Whitespace\"", "\"BertPreTokenizer\""});
  json = document();
  json["post_processor"]["type"] = "RobertaProcessing";
  expect_says(refusal(json), {"post_processor.type", "\"RobertaProcessing\""});
}

TEST(TokenizerJson, DamageIsNamed) {
  Json json = document();
  json["model"]["vocab"]["a"] = -4;
  expect_says(refusal(json), {"model.vocab.a", "-4", "whole number"});
  json["model"]["vocab"]["a"] = 1e30;
  expect_says(refusal(json), {"model.vocab.a", "1e+30"});
  json = document();
  json["model"]["vocab"].erase("[UNK]");
  expect_says(refusal(json), {"model.vocab", "[UNK]"});
  json = document();
  json["added_tokens"][0]["id"] = 9;
  expect_says(refusal(json), {"added_tokens[0].id", "9", "3, the id in model.vocab"});
  json = document();
  json["added_tokens"][0]["content"] = "";
  expect_says(refusal(json), {"added_tokens[0].content"});
  json = document();
  json["post_processor"]["special_tokens"].erase("[CLS]");
  expect_says(refusal(json), {"post_processor.special_tokens.[CLS]", "missing"});
  json = document();
  json["normalizer"]["lowercase"] = "yes";
  expect_says(refusal(json), {"normalizer.lowercase", "\"yes\"", "true or false"});
  expect_says(refusal(Json::array()), {"tokenizer.json", "an object"});
}

TEST(TokenizerJson, TextThatIsNotJsonIsNamed) {
  const TemporaryFolder folder;
  folder.write("tokenizer.json", document().dump().substr(0, 100));
  expect_says(refusal(folder), {"tokenizer.json", "not JSON", "byte"});
}

TEST(TokenizerJson, ValuesBeyondAParserAreRefused) {
  const TemporaryFolder folder;
  folder.write("tokenizer.json", R"({"model": 1e999})");
  expect_says(refusal(folder), {"tokenizer.json", "out of range"});
  folder.write("tokenizer.json", std::string(1'000'000, '['));
  expect_says(refusal(folder), {"tokenizer.json", "nested more than 64 deep"});
}

// The tokenizer of a model of another kind, as its makers published it.
TEST(TokenizerJson, PythiasBpeIsRefused) {
  const char* data = std::getenv("THEMA_TEST_DATA");
  const auto file = std::filesystem::path(data ? data : "") / "tokenizers" / "pythia.20B_tokenizer.json";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  const TemporaryFolder folder;
  folder.write("tokenizer.json", read_text_file(file));
  expect_says(refusal(folder), {"tokenizer.json", "model.type", "\"BPE\"", "\"WordPiece\""});
}

TEST(TokenizerFolder, WithoutFilesIsRefused) {
  const TemporaryFolder folder;
  expect_says(refusal(folder), {folder.path().string(), "tokenizer.json", "vocab.txt"});
}

constexpr const char* lines = "[PAD]\n[UNK]\n[CLS]\n[SEP]\na \n##b\r\né\ne\nB\n[MASK]";

TEST(VocabularyFile, LowerCasesByDefault) {
  const TemporaryFolder folder;
  folder.write("vocab.txt", lines);
  EXPECT_EQ(encode(folder, "Ab É [MASK] z"), (Ids{2, 4, 5, 7, 9, 1, 3}));
  EXPECT_EQ(Tokenizer::load(folder.path()).vocabulary_size(), 10);
}

TEST(VocabularyFile, FollowsTokenizerConfig) {
  const TemporaryFolder folder;
  folder.write("vocab.txt", lines);
  folder.write("tokenizer_config.json", R"({"do_lower_case": false, "mask_token": {"content": "B"}})");
  EXPECT_EQ(encode(folder, "aB é"), (Ids{2, 4, 8, 6, 3}));  // "B" is an added token now
  folder.write("tokenizer_config.json", R"({"do_lower_case": false, "strip_accents": true, "cls_token": "a"})");
  EXPECT_EQ(encode(folder, "B é"), (Ids{4, 8, 7, 3}));
}

TEST(VocabularyFile, NeedsItsSpecialTokens) {
  const TemporaryFolder folder;
  folder.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\na\n");
  expect_says(refusal(folder), {"vocab.txt", "sep_token", "[SEP]"});
}

// Ids of bert-base-uncased as its model card and the BERT paper's examples have them.
TEST(VocabularyFile, BertBaseUncased) {
  const char* data = std::getenv("THEMA_TEST_DATA");
  const auto file = std::filesystem::path(data ? data : "") / "tokenizers" / "bert-base-uncased.vocab.txt";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  const TemporaryFolder folder;
  folder.write("vocab.txt", read_text_file(file));
  EXPECT_EQ(encode(folder, "Hello, world!"), (Ids{101, 7592, 1010, 2088, 999, 102}));
  EXPECT_EQ(encode(folder, "unaffable [MASK]"), (Ids{101, 14477, 20961, 3468, 103, 102}));
  EXPECT_EQ(Tokenizer::load(folder.path()).vocabulary_size(), 30522);
}

TEST(ModelLengthLimit, TakesTheFirstFileThatSaysOne) {
  const TemporaryFolder folder;
  folder.write("config.json", R"({"max_position_embeddings": 512})");
  EXPECT_EQ(model_length_limit(folder.path()), 512);
  folder.write("tokenizer_config.json", R"({"model_max_length": 384})");
  EXPECT_EQ(model_length_limit(folder.path()), 384);
  folder.write("sentence_bert_config.json", R"({"max_seq_length": 256})");
  EXPECT_EQ(model_length_limit(folder.path()), 256);
  folder.write("sentence_bert_config.json", R"({"max_seq_length": null})");
  EXPECT_EQ(model_length_limit(folder.path()), 384);
}

TEST(ModelLengthLimit, IsCappedByThePositions) {
  const TemporaryFolder folder;
  folder.write("config.json", R"({"max_position_embeddings": 128})");
  folder.write("sentence_bert_config.json", R"({"max_seq_length": 256})");
  EXPECT_EQ(model_length_limit(folder.path()), 128);
}

TEST(ModelLengthLimit, IgnoresTheNumberThatStandsForNone) {
  const TemporaryFolder folder;
  folder.write("config.json", R"({"max_position_embeddings": 512})");
  folder.write("tokenizer_config.json", R"({"model_max_length": 1000000000000000019884624838656})");
  EXPECT_EQ(model_length_limit(folder.path()), 512);
}

// [CLS] and [SEP] leave no room below 3.
TEST(ResolveLength, IsTheLimitOrWithinIt) {
  const TemporaryFolder folder;
  folder.write("vocab.txt", lines);
  folder.write("tokenizer_config.json", R"({"model_max_length": 40})");
  const Tokenizer tokenizer = Tokenizer::load(folder.path());
  const auto message = [&](std::int64_t asked, ExitCode code) {
    try {
      resolve_length(folder.path(), tokenizer, asked);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code);
      return std::string(error.what());
    }
    return std::string("nothing thrown");
  };
  for (const std::int64_t good : {3, 39, 40}) EXPECT_EQ(resolve_length(folder.path(), tokenizer, good), good);
  EXPECT_EQ(resolve_length(folder.path(), tokenizer, 0), 40);
  for (const std::int64_t wrong : {-1, 1, 2, 41})
    expect_says(message(wrong, ExitCode::usage),
                {"encode.max_length is " + std::to_string(wrong), folder.path().string(), "0 (its limit) or 3 to 40"});
  folder.write("tokenizer_config.json", R"({"model_max_length": 2})");
  expect_says(message(0, ExitCode::data), {folder.path().string(), "2 tokens", "3 or more"});
}

TEST(ModelLengthLimit, NamesWhatIsWrong) {
  const TemporaryFolder folder;
  const auto message = [&] {
    try {
      model_length_limit(folder.path());
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing thrown");
  };
  expect_says(message(), {"max_seq_length", "model_max_length", "max_position_embeddings"});
  folder.write("config.json", R"({"max_position_embeddings": 0})");
  expect_says(message(), {"config.json", "max_position_embeddings is 0", "from 1"});
  folder.write("config.json", R"({"max_position_embeddings": "many"})");
  expect_says(message(), {"config.json", "\"many\""});
}

}  // namespace
}  // namespace thema
