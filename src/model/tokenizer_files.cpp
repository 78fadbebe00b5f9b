// SPDX-License-Identifier: Apache-2.0
// What the files of a Hugging Face folder say about its tokenizer: read_tokenizer(), model_length_limit() and
// resolve_length().
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>

#include "thema/core/error.hpp"
#include "thema/core/files.hpp"
#include "thema/model/bert_characters.hpp"
#include "thema/model/json_value.hpp"
#include "thema/model/tokenizer.hpp"

namespace thema {

namespace {

namespace fs = std::filesystem;
using Ids = std::unordered_map<std::string, std::int32_t>;
constexpr std::int64_t largest_id_allowed = std::numeric_limits<std::int32_t>::max();

std::int32_t id_of(const JsonValue& value) { return static_cast<std::int32_t>(value.count(0, largest_id_allowed)); }

bool flag_or(const JsonValue& object, const std::string& key, bool otherwise) {
  const auto value = object.find(key);
  return value ? value->flag() : otherwise;
}

// --- tokenizer.json

void expect_type(const JsonValue& part, const std::string& allowed) {
  const JsonValue type = part.at("type");
  if (type.text() != allowed) type.refuse(fmt::format("\"{}\": only BERT WordPiece tokenizers are read", allowed));
}

BertNormalizerOptions read_normalizer(const JsonValue& part) {
  expect_type(part, "BertNormalizer");
  BertNormalizerOptions options;
  options.clean_text = part.at("clean_text").flag();
  options.handle_chinese_chars = part.at("handle_chinese_chars").flag();
  options.lowercase = part.at("lowercase").flag();
  options.strip_accents = flag_or(part, "strip_accents", options.lowercase);
  return options;
}

WordPieceVocabulary read_model(const JsonValue& part) {
  expect_type(part, "WordPiece");
  WordPieceVocabulary vocabulary;
  if (const auto unknown = part.find("unk_token")) vocabulary.unknown = unknown->text();
  if (const auto prefix = part.find("continuing_subword_prefix")) vocabulary.continuing_prefix = prefix->text();
  if (const auto most = part.find("max_input_chars_per_word"))
    vocabulary.max_input_chars_per_word = most->count(1, largest_id_allowed);
  const JsonValue pieces = part.at("vocab");
  if (!pieces.json().is_object()) pieces.refuse("an object of pieces and ids");
  for (const auto& [piece, unused] : pieces.json().items()) vocabulary.ids.emplace_back(piece, id_of(pieces.at(piece)));
  return vocabulary;
}

AddedToken read_added_token(const JsonValue& part) {
  AddedToken token;
  token.content = part.at("content").text();
  if (token.content.empty()) part.at("content").refuse("a text that is not empty");
  token.single_word = flag_or(part, "single_word", false);
  token.lstrip = flag_or(part, "lstrip", false);
  token.rstrip = flag_or(part, "rstrip", false);
  token.normalized = flag_or(part, "normalized", !flag_or(part, "special", false));
  return token;
}

// A piece of the vocabulary keeps its id when it is added.
std::vector<AddedToken> read_added_tokens(const JsonValue& root, const Ids& ids) {
  std::vector<AddedToken> tokens;
  const auto list = root.find("added_tokens");
  if (!list) return tokens;
  for (const JsonValue& part : list->elements()) {
    tokens.push_back(read_added_token(part));
    tokens.back().id = id_of(part.at("id"));
    const auto piece = ids.find(tokens.back().content);
    if (piece != ids.end() && piece->second != tokens.back().id)
      part.at("id").refuse(fmt::format("{}, the id in model.vocab", piece->second));
  }
  return tokens;
}

// TemplateProcessing: ids of special tokens before and after the text.
void read_template(const JsonValue& part, TokenizerDefinition& definition) {
  std::int64_t texts = 0;
  for (const JsonValue& item : part.at("single").elements()) {
    if (item.find("Sequence")) {
      ++texts;
      continue;
    }
    const JsonValue special = part.at("special_tokens").at(item.at("SpecialToken").at("id").text());
    for (const JsonValue& id : special.at("ids").elements())
      (texts == 0 ? definition.before : definition.after).push_back(id_of(id));
  }
  if (texts != 1) part.at("single").refuse("special tokens around one text");
}

// BertProcessing: two pairs of piece and id.
void read_bert_processing(const JsonValue& part, TokenizerDefinition& definition) {
  const auto second = [&](const char* key) {
    const auto pair = part.at(key).elements();
    if (pair.size() != 2) part.at(key).refuse("a piece and its id");
    return id_of(pair[1]);
  };
  definition.before = {second("cls")};
  definition.after = {second("sep")};
}

void read_post_processor(const JsonValue& part, TokenizerDefinition& definition) {
  const JsonValue type = part.at("type");
  if (type.text() == "TemplateProcessing") return read_template(part, definition);
  if (type.text() == "BertProcessing") return read_bert_processing(part, definition);
  type.refuse("\"TemplateProcessing\" or \"BertProcessing\"");
}

TokenizerDefinition read_tokenizer_json(const fs::path& file) {
  const nlohmann::json document = read_json_file(file);
  const JsonValue root(document, file);
  expect_type(root.at("model"), "WordPiece");  // first: it says best what another kind of tokenizer is
  TokenizerDefinition definition;
  definition.normalizer = read_normalizer(root.at("normalizer"));
  expect_type(root.at("pre_tokenizer"), "BertPreTokenizer");
  definition.vocabulary = read_model(root.at("model"));
  const Ids ids(definition.vocabulary.ids.begin(), definition.vocabulary.ids.end());
  if (!ids.contains(definition.vocabulary.unknown))
    root.at("model").at("vocab").refuse("a vocabulary with \"" + definition.vocabulary.unknown + "\"");
  definition.added_tokens = read_added_tokens(root, ids);
  read_post_processor(root.at("post_processor"), definition);
  return definition;
}

// --- vocab.txt

// One piece a line, its id the number of the line from 0; white space at the end is not part of a piece.
Ids read_vocabulary_lines(const fs::path& file) {
  Ids ids;
  const std::string text = read_text_file(file);
  std::int32_t id = 0;
  for (std::size_t start = 0; start < text.size(); ++id) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line(text.data() + start, end - start);
    ids[std::string(line.substr(0, bert::length_without_white_space_at_end(line)))] = id;
    start = end + 1;
  }
  return ids;
}

// A special token stands as a text or as an object with a key `content`.
std::string special_token(const JsonValue& config, const std::string& key, const std::string& otherwise) {
  const auto value = config.find(key);
  if (!value) return otherwise;
  return value->json().is_object() ? value->at("content").text() : value->text();
}

class SpecialTokens {
 public:
  SpecialTokens(const JsonValue& config, const Ids& ids, const fs::path& file)
      : config_(config), ids_(ids), file_(file) {}
  std::string required(const std::string& key, const std::string& otherwise) const {
    const std::string token = special_token(config_, key, otherwise);
    if (!ids_.contains(token))
      fail_data(fmt::format("{}: the {} {} is missing; every BERT vocabulary has it", file_.string(), key, token));
    return token;
  }
  std::int32_t required_id(const std::string& key, const std::string& otherwise) const {
    return ids_.at(required(key, otherwise));
  }
  // Special tokens that are pieces are cut out of the raw text.
  std::vector<AddedToken> added() const {
    std::vector<AddedToken> tokens;
    for (const auto& [key, otherwise] : names) {
      const auto piece = ids_.find(special_token(config_, key, otherwise));
      if (piece == ids_.end()) continue;
      tokens.emplace_back();
      tokens.back().content = piece->first;
      tokens.back().id = piece->second;
    }
    return tokens;
  }

 private:
  static constexpr std::pair<const char*, const char*> names[] = {{"unk_token", "[UNK]"},
                                                                  {"sep_token", "[SEP]"},
                                                                  {"cls_token", "[CLS]"},
                                                                  {"pad_token", "[PAD]"},
                                                                  {"mask_token", "[MASK]"}};
  const JsonValue& config_;
  const Ids& ids_;
  const fs::path& file_;
};

TokenizerDefinition read_vocabulary_file(const fs::path& file, const fs::path& config_file) {
  const Ids ids = read_vocabulary_lines(file);
  const nlohmann::json document = fs::exists(config_file) ? read_json_file(config_file) : nlohmann::json::object();
  const JsonValue config(document, config_file);
  const SpecialTokens special(config, ids, file);
  TokenizerDefinition definition;
  definition.normalizer.lowercase = flag_or(config, "do_lower_case", true);
  definition.normalizer.strip_accents = flag_or(config, "strip_accents", definition.normalizer.lowercase);
  definition.normalizer.handle_chinese_chars = flag_or(config, "tokenize_chinese_chars", true);
  definition.vocabulary.unknown = special.required("unk_token", "[UNK]");
  definition.vocabulary.ids.assign(ids.begin(), ids.end());
  definition.before = {special.required_id("cls_token", "[CLS]")};
  definition.after = {special.required_id("sep_token", "[SEP]")};
  definition.added_tokens = special.added();
  return definition;
}

// --- length

// The number under `key`; 0: file or key is absent, or the number is beyond any model's length.
std::int64_t length_in(const fs::path& file, const std::string& key) {
  if (!fs::exists(file)) return 0;
  constexpr double longest = 1e6;  // transformers writes 1e30 for "no limit"
  const nlohmann::json document = read_json_file(file);
  const auto value = JsonValue(document, file).find(key);
  if (!value || (value->json().is_number() && value->json().get<double>() > longest)) return 0;
  return value->count(1, static_cast<std::int64_t>(longest));
}

}  // namespace

TokenizerDefinition read_tokenizer(const fs::path& folder) {
  const fs::path json = folder / "tokenizer.json", lines = folder / "vocab.txt";
  if (fs::exists(json)) return read_tokenizer_json(json);
  if (fs::exists(lines)) return read_vocabulary_file(lines, folder / "tokenizer_config.json");
  fail_data(folder.string() + " has neither tokenizer.json nor vocab.txt: this is no folder of a BERT model");
}

std::int64_t model_length_limit(const fs::path& folder) {
  const std::int64_t positions = length_in(folder / "config.json", "max_position_embeddings");
  std::int64_t length = length_in(folder / "sentence_bert_config.json", "max_seq_length");
  if (length == 0) length = length_in(folder / "tokenizer_config.json", "model_max_length");
  if (length == 0) length = positions;
  if (length == 0)
    fail_data(
        fmt::format("{}: no length limit: sentence_bert_config.json has no max_seq_length, tokenizer_config.json "
                    "no model_max_length, config.json no max_position_embeddings",
                    folder.string()));
  return positions == 0 ? length : std::min(length, positions);
}

std::int64_t resolve_length(const fs::path& folder, const Tokenizer& tokenizer, std::int64_t asked) {
  const std::int64_t least = tokenizer.special_tokens() + 1, limit = model_length_limit(folder);
  if (limit < least)
    fail_data(fmt::format("{}: its length limit is {} tokens; allowed are {} or more, the special ones and a piece",
                          folder.string(), limit, least));
  if (asked == 0) return limit;
  if (asked < least || asked > limit)
    fail_usage(fmt::format("encode.max_length is {}; allowed for {} is 0 (its limit) or {} to {}", asked,
                           folder.string(), least, limit));
  return asked;
}

}  // namespace thema
